"""Qiro, from Greece through Belgium to the United Kingdom, which takes no part in SIS.

After the fictional case of the project's exercises; every detail here is made up. What
is late here is late on purpose.
"""

from childs_way import Way
from passing_the_ball import (
    agree_to_lead,
    ask_to_lead,
    confirm,
    decline_to_lead,
    say_yes,
    settle,
)
from what_lies_there import Watch

CAST = (
    *("kentro", "epitropos", "astynomia", "grammi-gr"),
    *("politie", "lijn-be"),
    *("kent", "police-uk", "line-uk"),
)
BEGINS, ENDS = "11-09 06:30", "11-29 00:00"
DETAILS = {
    "given_names": {"latin": "Qiro", "script": "قیرۆ"},
    "family_name": {"latin": "Aziz", "script": "عەزیز"},
    "own_phone": "+30 694 555 0178",
    "relatives_abroad": "An uncle, Rebwar, in Birmingham",
}
AFTERCARE = ("aftercare", "aftercare")


def tell(way: Way, watch: Watch) -> None:
    """All of it, in the order of time."""
    arrive(way)
    go_missing(way)
    look_in_belgium(way)
    be_mistaken(way)
    watch.silent.add("epitropos")
    look_in_the_united_kingdom(way)
    be_found_in_dover(way)
    take_back(way)
    hand_over_the_lead(way)
    care(way)
    stay(way)


def arrive(way: Way) -> None:
    """No social services take part: until a guardian acts, somebody only stands in."""
    way.begin("11-09 07:00", "kentro", DETAILS)
    way.take("11-09 07:05", "kentro", "prevention", "refer")
    way.take("11-09 07:30", "kentro", "prevention", "accept_referral")
    way.share("11-09 08:00", "kentro", "epitropos")
    way.accept("11-09 09:30", "epitropos")
    way.take("11-09 11:00", "kentro", "prevention", "register", "ask_for_guardian")
    way.fill("11-09 20:00", "kentro", "CL-05", "gm01", "gm03", short=True)
    way.take("11-09 20:10", "kentro", "prevention", "assess_short")
    way.take("11-10 09:00", "epitropos", "prevention", "appoint_guardian")


def go_missing(way: Way) -> None:
    """Tuesday evening. For an hour everybody thinks that another has reported it."""
    way.notice("11-10 18:00", "kentro")
    way.take("11-10 18:05", "kentro", "response", "start_local_checks")
    way.report("11-10 19:10", "kentro")
    way.take("11-10 19:12", "kentro", "prevention", "pause_while_missing")
    way.acknowledge("11-10 19:30", "astynomia", "GR-MYT-0417")
    way.fill("11-10 19:50", "astynomia", "CL-11", "ur05")
    way.take("11-10 20:00", "astynomia", "response", "triage")
    way.take("11-10 20:10", "astynomia", "response", "start_search")
    way.search_on("astynomia", "11-11 07:30")


def look_in_belgium(way: Way) -> None:
    """A holiday there: the hotline answers, the police do so the day after."""
    way.take("11-11 08:00", "astynomia", "response", "open_cross_border", country="BE")
    way.take("11-11 08:10", "grammi-gr", "BE", "tell_hotline_abroad")
    way.bring_in("11-11 08:12", "grammi-gr", "lijn-be")
    way.bring_in("11-11 08:30", "astynomia", "politie")
    way.take("11-11 09:00", "astynomia", "BE", "open_sis")
    way.accept("11-11 09:10", "lijn-be")
    way.take("11-11 09:15", "lijn-be", "BE", "hotline_acknowledged", "hotline_active")
    say_yes(way, "11-11 09:30", "grammi-gr", ("BE", "hotline"))
    way.take("11-11 09:40", "epitropos", "BE", "open_guardian_channel")
    way.take("11-11 10:00", "kentro", "response", "brief_management")
    way.take("11-11 10:05", "kentro", "BE", "asylum_not_needed", "confirm_channels")
    way.search_on("astynomia", "11-11 19:00", "11-12 06:30")


def be_mistaken(way: Way) -> None:
    """Seen at a car wash in Ghent; it was another boy."""
    way.accept("11-12 08:00", "politie")
    way.take("11-12 08:05", "politie", "BE", "police_acknowledged", "police_active")
    say_yes(way, "11-12 08:30", "astynomia", ("BE", "police"))
    way.take("11-12 09:00", "kentro", "BE", "review_channels")
    way.take("11-12 10:00", "epitropos", "BE", "guardian_acknowledged")
    way.take("11-12 10:05", "epitropos", "BE", "guardian_active")
    way.take("11-12 13:00", "politie", "BE", "record_seen_abroad")
    way.sight("11-12 13:05", "politie", "Car wash at Dampoort, Ghent")
    way.take("11-12 16:00", "politie", "BE", "not_the_child")
    way.take("11-12 16:05", "politie", "response", "sighting_not_confirmed")
    way.search_on("astynomia", "11-12 18:00", "11-13 05:30")
    way.take("11-13 08:30", "kentro", "BE", "review_channels")


def look_in_the_united_kingdom(way: Way) -> None:
    way.take("11-13 10:00", "astynomia", "response", "open_cross_border", country="GB")
    way.take("11-13 10:10", "grammi-gr", "GB", "tell_hotline_abroad")
    way.bring_in("11-13 10:12", "grammi-gr", "line-uk")
    way.accept("11-13 10:30", "line-uk")
    way.take("11-13 10:35", "line-uk", "GB", "hotline_acknowledged", "hotline_active")
    way.refused("11-13 10:45", "astynomia", "GB", "open_sis")
    way.take("11-13 11:00", "astynomia", "GB", "open_interpol")
    say_yes(way, "11-13 11:05", "grammi-gr", ("GB", "hotline"))
    way.bring_in("11-13 11:10", "astynomia", "police-uk")
    way.accept("11-13 11:40", "police-uk")
    way.take("11-13 11:45", "police-uk", "GB", "police_acknowledged", "police_active")
    say_yes(way, "11-13 12:10", "astynomia", ("GB", "police"))
    way.take("11-13 12:20", "kentro", "GB", "guardian_not_needed", "asylum_not_needed")
    way.take("11-13 12:30", "kentro", "GB", "confirm_channels")
    way.search_on("astynomia", "11-13 17:00", "11-14 04:30")
    way.take("11-14 08:00", "kentro", "BE", "review_channels")
    way.take("11-14 11:00", "kentro", "GB", "review_channels")


def be_found_in_dover(way: Way) -> None:
    way.take("11-14 15:00", "police-uk", "GB", "record_seen_abroad")
    way.sight("11-14 15:05", "police-uk", "Dover, in a lorry")
    way.share("11-14 15:20", "kentro", "kent")
    way.accept("11-14 15:50", "kent")
    way.take("11-14 16:00", "police-uk", "GB", "secure_there")
    way.take("11-14 16:10", "police-uk", "response", "confirm_located")
    way.take("11-14 17:00", "kent", "GB", "begin_best_interests")
    say_yes(way, "11-14 17:30", "kentro", ("aftercare", "withdrawal"))
    confirm(way, "11-14 18:00", "astynomia", "grammi-gr", "police-uk", "line-uk")
    way.take("11-14 18:30", "kentro", "BE", "country_not_needed")
    confirm(way, "11-14 19:00", "politie")
    way.take("11-14 20:00", "kent", "aftercare", "check_child")
    way.take("11-14 20:05", "astynomia", "BE", "withdraw_police")
    way.take("11-14 20:10", "grammi-gr", "BE", "withdraw_hotline")
    way.take("11-15 10:00", "kent", "aftercare", "offer_interview")
    way.take("11-15 10:30", "kent", "prevention", "go_on_after_return")


def take_back(way: Way) -> None:
    """One hotline and one guardianship are late to take back what they were told."""
    confirm(way, "11-16 09:00", "lijn-be")
    way.take("11-16 09:30", "kentro", "aftercare", "confirm_withdrawals")
    ask_to_lead(way, "11-16 10:00", "kentro", "kent")
    way.fill("11-16 13:00", "kent", "CL-17")
    way.take("11-16 15:00", "line-uk", "aftercare", "record_interview")
    decline_to_lead(way, "11-16 16:00", "kent")
    way.take("11-17 09:00", "epitropos", "BE", "withdraw_guardian")
    way.take("11-17 09:30", "kentro", "BE", "confirm_withdrawn", "close_cross_border")


def hand_over_the_lead(way: Way) -> None:
    way.fill("11-17 13:00", "kent", "CL-04")
    way.take("11-17 14:00", "kent", "prevention", "hear_child")
    ask_to_lead(way, "11-18 09:00", "kentro", "kent")
    agree_to_lead(way, "11-18 14:00", "kent")


def care(way: Way) -> None:
    way.fill("11-19 10:00", "kent", "CL-06", "exb03", "exc01")
    way.take("11-19 12:00", "kent", "aftercare", "screen_trafficking")
    way.take("11-19 13:00", "kent", "prevention", "assess")
    way.fill("11-19 15:00", "kent", "CL-05")
    way.take("11-20 10:00", "kent", "GB", "agree_care_there")
    way.fill("11-20 11:00", "kent", "CL-07")
    way.take("11-20 11:30", "kent", "prevention", "agree_plan")
    way.take("11-20 15:00", "astynomia", "GB", "withdraw_police")
    way.take("11-20 15:05", "grammi-gr", "GB", "withdraw_hotline")
    way.take("11-21 09:00", "kent", "GB", "confirm_withdrawn", "close_cross_border")
    way.fill("11-23 10:00", "kent", "CL-18")
    way.fill("11-23 11:00", "kent", "CL-19")
    way.take("11-24 12:00", "kent", "aftercare", "agree_plan")


def stay(way: Way) -> None:
    """The guardianship is silent: after a day the law says who answers."""
    settle(way, "11-25 13:00", "kent", AFTERCARE)
    way.take("11-26 10:00", "kent", "aftercare", "visit", "passed_on")
    way.fill("11-28 09:00", "kent", "CL-22")
    way.take("11-28 10:00", "kent", "aftercare", "close_aftercare")
