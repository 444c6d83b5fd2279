"""A page number that no database holds."""


def test_zz_a_huge_page_of_cases_is_a_page(given, signed_in):
    worker = given.caseworker()
    answer = signed_in(worker).get("/?cases=999999999999999999999")
    assert answer.status_code == 200
