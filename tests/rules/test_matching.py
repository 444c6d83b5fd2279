import json
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.cases.matching import (
    LIKELY,
    Reason,
    SearchProfile,
    compare,
    find_like,
    likeness,
    profile_of,
)

SAME_NAME_IN_TWO_SCRIPTS = [
    ("Abena", "አበና"),
    ("Tesfay", "ተስፋይ"),
    ("Tesfai", "ተስፋይ"),
    ("Mihret", "ምሕረት"),
    ("Mehret", "ምሕረት"),
    ("Tsegay", "ጸጋይ"),
    ("Tsegay", "ፀጋይ"),
    ("Ghebremedhin", "ገብረመድህን"),
    ("Gebre Medhin", "ገብረመድህን"),
    ("Fisseha", "ፍስሃ"),
    ("Mikael", "ሚካኤል"),
    ("Dawit", "ዳዊት"),
    ("Qiro", "قيرۆ"),
    ("Qiro", "قيرو"),
    ("Kiro", "قيرۆ"),
    ("Yusuf", "يوسف"),
    ("Youssef", "يوسف"),
    ("Mohammed", "محمد"),
    ("Khadija", "خديجة"),
    ("Hadija", "خديجة"),
    ("Ahmed", "أحمد"),
    ("Ahmet", "احمد"),
    ("Ali", "علی"),
    ("Omar", "عمر"),
    ("Zahra", "زهرا"),
    ("Aïcha", "عائشة"),
    ("Othman", "عثمان"),
    ("Ramazan", "رمضان"),
    ("Gamal", "جمال"),
    ("Jamal", "جمال"),
    ("Abdulrahman", "عبد الرحمن"),
    ("Abd al-Rahman", "عبدالرحمن"),
    ("Perwîn", "پەروین"),
    ("Şêrko", "شێرکۆ"),
    ("Serko", "شێرکۆ"),
    ("Jiyan", "ژیان"),
    ("Xelîl", "خەلیل"),
    ("Çîya", "چیا"),
    ("Giorgos", "Γιώργος"),
    ("Yorgos", "Γιώργος"),
    ("Christos", "Χρήστος"),
    ("Hristos", "Χρήστος"),
    ("Babis", "Μπάμπης"),
    ("Evgenia", "Ευγενία"),
    ("Oleksandr", "Олександр"),
    ("Oleh", "Олег"),
    ("Oleg", "Олег"),
    ("Yuliia", "Юлія"),
    ("Julia", "Юлія"),
    ("Khadidja", "Хадиджа"),
    ("يوسف", "Юсуф"),
    ("ዳዊት", "داوود"),
]

SAME_NAME_SPELLED_DIFFERENTLY = [
    ("Qiro", "Quiro"),
    ("قيرو", "قيرۆ"),
    ("Yusuf", "Youssef"),
    ("Yusuf", "Joseph"),
    ("Mohammed", "Muhammad"),
    ("Mohammed", "Mohamed"),
    ("Mohammed", "Mehmet"),
    ("Mohamad", "Maxamed"),
    ("Tesfay", "Tesfai"),
    ("Khadija", "Hadija"),
    ("Abdurrahman", "Abdul Rahman"),
    ("Noorulhuda", "Noor ul Huda"),
    ("Osman", "Othman"),
    ("Hanna", "Anna"),
    ("Pervin", "Parwin"),
    ("David", "Dawit"),
    ("Abena Owusu", "OWUSU, Abena"),
    ("Ali bin Hassan", "Ali Hassan"),
]

DIFFERENT_NAMES = [
    ("Abena", "Abeba"),
    ("Abena", "Kofi"),
    ("Qiro", "Karo"),
    ("Qiro", "Kira"),
    ("Omar", "Amir"),
    ("Omar", "أمير"),
    ("Ali", "ليلى"),
    ("Yusuf", "Yasin"),
    ("Tesfay", "Tsegay"),
    ("Mohammed", "Mahmoud"),
    ("Hassan", "Hussein"),
    ("Karim", "Akram"),
    ("Sara", "Samira"),
    ("Giorgos", "Gregor"),
    ("Nadia", "نور"),
    ("Abena Owusu", "Kofi Owusu"),
]

FEW_LETTERS = st.text("abhijkmuwxyşz -'امحيوعባህምγουД", max_size=12)
NAMES = st.lists(FEW_LETTERS | st.text(max_size=20), max_size=3)
YEARS = st.none() | st.integers(2000, 2020)
PROFILES = st.builds(profile_of, NAMES, YEARS, st.sampled_from([None, "f", "m"]))


@pytest.mark.parametrize(("latin", "original"), SAME_NAME_IN_TWO_SCRIPTS)
def test_a_name_meets_its_spelling_in_another_script(latin, original):
    found = compare(profile_of([latin]), profile_of([original]))

    assert found.score >= LIKELY
    assert found.why == [Reason.OTHER_SCRIPT]


@pytest.mark.parametrize(("one", "other"), SAME_NAME_SPELLED_DIFFERENTLY)
def test_a_name_meets_its_other_spellings(one, other):
    assert likeness(profile_of([one]), profile_of([other])) >= LIKELY


@pytest.mark.parametrize(("one", "other"), DIFFERENT_NAMES)
def test_different_names_are_not_taken_for_one(one, other):
    assert likeness(profile_of([one]), profile_of([other])) < LIKELY


@pytest.mark.parametrize(
    ("years", "because"),
    [
        ((2010, 2010), [Reason.OTHER_SPELLING, Reason.SAME_YEAR]),
        ((2010, 2011), [Reason.OTHER_SPELLING, Reason.CLOSE_YEAR]),
        ((2010, 2013), [Reason.OTHER_SPELLING]),
        ((2010, 2004), [Reason.OTHER_SPELLING, Reason.FAR_YEAR]),
    ],
)
def test_the_year_of_birth_is_weighed_and_named(years, because):
    here, there = years

    found = compare(profile_of(["Yusuf"], here), profile_of(["Youssef"], there))

    assert found.why == because


def test_the_same_year_speaks_for_the_same_child_and_a_far_one_against():
    def alike(year):
        known = profile_of(["Youssef"], 2010)
        return likeness(profile_of(["Yusuf"], year), known)

    assert alike(2010) > alike(2011) == alike(None) > alike(2004)


def test_a_different_sex_lowers_the_likeness_and_is_named():
    girl, boy = profile_of(["Abena"], sex="female"), profile_of(["Abena"], sex="male")

    found = compare(girl, boy)

    assert 0 < found.score < 1
    assert found.why == [Reason.SAME_NAME, Reason.OTHER_SEX]


def test_the_given_name_alone_finds_the_whole_name():
    found = compare(profile_of(["Abena"]), profile_of(["Abena Owusu"]))

    assert found.score >= LIKELY
    assert found.why == [Reason.PART_OF_NAME]


def test_the_best_of_several_spellings_counts():
    known = profile_of(["Jane Doe", "አበና", "Abena"])

    assert compare(profile_of(["አበና"]), known) == (1.0, [Reason.SAME_NAME])


def test_a_profile_survives_json():
    profile = profile_of(["Abena Owusu", "አበና ኦውሱ"], 2010, "female")

    stored = json.loads(json.dumps(profile.as_json()))

    assert SearchProfile.from_json(stored) == profile
    assert len(json.dumps(stored)) < 300


def test_the_likeliest_come_first_and_no_more_than_asked_for():
    known = [("b", "Youssef"), ("c", "Kofi"), ("a", "Yusuf"), ("d", "يوسف")]
    profiles = [(key, profile_of([name])) for key, name in known]

    found = find_like(profile_of(["Yusuf"]), profiles)

    assert [match.key for match in found] == ["a", "d", "b"]
    assert find_like(profile_of(["Yusuf"]), profiles, limit=1) == found[:1]


def test_a_slip_of_the_pen_is_still_found():
    profiles = [(1, profile_of(["Mihret Tesfamariam"]))]

    assert find_like(profile_of(["Miret Tesfamaryan"]), profiles)


def test_nobody_is_like_a_child_without_a_name():
    nameless = profile_of(["", "-", "?"])

    assert compare(nameless, nameless) == (0.0, [])
    assert find_like(nameless, [(1, nameless), (2, profile_of(["Abena"]))]) == []


def test_ten_thousand_profiles_are_searched_at_once():
    given_names = [pair[0] for pair in SAME_NAME_IN_TWO_SCRIPTS]
    family_names = [f"{first}o{second}a" for first in "bdkmrs" for second in "fglnt"]
    some = [profile_of([f"{g} {f}"]) for g in given_names for f in family_names]
    profiles = [(index, some[index % len(some)]) for index in range(10_000)]
    sought = profile_of(["Abena Owusu", "አበና ኦውሱ"], 2010)

    spent = []
    for _attempt in range(3):
        begun = time.process_time()
        find_like(sought, profiles)
        spent.append(time.process_time() - begun)

    assert min(spent) < 0.3


@settings(max_examples=300)
@given(PROFILES, PROFILES)
def test_likeness_is_the_same_either_way_round(one, other):
    assert compare(one, other) == compare(other, one)
    assert 0 <= likeness(one, other) <= 1


@settings(max_examples=300)
@given(st.text(max_size=40), YEARS)
def test_a_name_in_any_script_is_its_own_likeness(name, year):
    profile = profile_of([name], year)
    written = any(unicodedata.category(sign)[0] in "LN" for sign in name)

    assert likeness(profile, profile) == (1.0 if written else 0.0)
    assert SearchProfile.from_json(profile.as_json()) == profile


@given(st.text(st.characters(), max_size=20))
def test_even_broken_text_is_searched_without_a_fault(name):
    profile = profile_of([name, "Abena"])

    assert find_like(profile, [(1, profile)])[0].score == 1
