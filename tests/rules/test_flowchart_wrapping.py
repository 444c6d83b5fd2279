from interact.flowcharts.wrapping import fit


def test_a_short_title_stays_on_one_line_in_full_size():
    assert fit("Local checks", 138) == (["Local checks"], 14)


def test_a_longer_title_takes_two_lines():
    assert fit("In contact, not returning", 138) == (
        ["In contact, not", "returning"],
        14,
    )


def test_a_long_word_is_set_smaller_rather_than_cut():
    lines, size = fit("Dringlichkeitseinstufung abgeschlossen", 138)

    assert lines == ["Dringlichkeitseinstufung", "abgeschlossen"]
    assert size < 14


def test_what_does_not_fit_at_all_shows_that_it_was_cut():
    lines, size = fit("one two three four five six seven eight nine ten", 80)
    (word,), _size = fit("Donaudampfschifffahrtsgesellschaft", 80, 1)

    assert (len(lines), size) == (2, 11)
    assert lines[1].endswith("…")
    assert word.startswith("Donaudampf")
    assert word.endswith("…")


def test_ethiopic_letters_are_wider_and_marks_above_letters_take_no_room():
    assert len(fit("ሰላም ሰላም ሰላም ሰላም", 138)[0]) == 2
    assert fit("e\u0301" * 15, 138) == fit("e\u0301" * 15, 500)
