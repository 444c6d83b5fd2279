"""Abena, from Italy through France to Sweden: missing twice, and once not missing.

After the fictional case of the project's exercises; every detail here is made up. What
is late here is late on purpose.
"""

from childs_way import Way
from passing_the_ball import (
    agree_to_lead,
    ask,
    ask_to_lead,
    confirm,
    decline_to_lead,
    say_no,
    say_yes,
    settle,
)
from what_lies_there import Watch

CAST = (
    *("centro", "servizi", "tutori", "questura", "linea-it"),
    *("ase", "police-fr", "ligne-fr"),
    *("malmo", "godman", "polis-se", "linje-se"),
)
BEGINS, ENDS = "10-22 15:30", "11-21 00:00"
DETAILS = {
    "given_names": {"latin": "Abena", "script": "አበና"},
    "family_name": {"latin": "Tesfaledet", "script": "ተስፋለደት"},
    "own_phone": "+39 351 555 0142",
    "facilitator": "A man she calls Robel",
}
PREVENTION = ("prevention", "prevention")
AFTERCARE = ("aftercare", "aftercare")


def tell(way: Way, _watch: Watch) -> None:
    """All of it, in the order of time."""
    arrive(way)
    go_missing_in_italy(way)
    look_in_france(way)
    be_found_in_lyon(way)
    go_missing_in_france(way)
    look_in_sweden(way)
    be_found_in_malmo(way)
    take_back(way)
    hand_over_the_lead(way)
    care(way)
    stay(way)


def arrive(way: Way) -> None:
    """Thursday: taken on in time. The guardianship does not answer over the weekend."""
    way.begin("10-22 16:00", "centro", DETAILS)
    way.take("10-22 16:05", "centro", "prevention", "refer")
    way.share("10-22 16:10", "centro", "servizi")
    way.accept("10-22 16:40", "servizi")
    way.take("10-22 16:50", "servizi", "prevention", "accept_referral")
    way.take("10-22 19:50", "centro", "prevention", "register", "ask_for_guardian")
    way.share("10-22 20:10", "centro", "tutori")
    way.fill("10-22 21:00", "centro", "CL-05", "gm01", "gm03", short=True)
    way.accept("10-23 08:30", "tutori")
    ask(way, "10-23 08:40", "servizi", PREVENTION, "tutori")
    way.take("10-23 09:30", "servizi", "prevention", "assess_short")
    settle(way, "10-24 09:00", "centro", PREVENTION)


def go_missing_in_italy(way: Way) -> None:
    """Saturday evening. That night the clocks go back by an hour."""
    way.notice("10-24 20:30", "centro")
    way.take("10-24 20:40", "centro", "response", "start_local_checks")
    way.report("10-24 21:20", "centro")
    way.take("10-24 21:25", "centro", "prevention", "pause_while_missing")
    way.acknowledge("10-24 21:35", "questura", "QU-117")
    way.fill("10-24 22:00", "questura", "CL-11")
    way.take("10-24 22:10", "questura", "response", "triage")
    way.take("10-24 22:20", "questura", "response", "start_search")


def look_in_france(way: Way) -> None:
    """The police answer within the hour; the French hotline is silent for a day."""
    way.take("10-25 09:00", "questura", "response", "open_cross_border", country="FR")
    way.take("10-25 09:10", "linea-it", "FR", "tell_hotline_abroad")
    way.bring_in("10-25 09:12", "linea-it", "ligne-fr")
    way.bring_in("10-25 09:40", "questura", "police-fr")
    way.take("10-25 10:00", "questura", "FR", "open_sis")
    way.search_on("questura", "10-25 10:10")
    way.accept("10-25 10:30", "police-fr")
    way.take("10-25 10:40", "servizi", "FR", "open_guardian_channel")
    way.take("10-25 10:45", "police-fr", "FR", "police_acknowledged")
    way.take("10-25 11:00", "centro", "FR", "asylum_not_needed")
    way.take("10-25 11:20", "police-fr", "FR", "police_active")
    way.take("10-25 11:30", "centro", "FR", "confirm_channels")
    say_yes(way, "10-25 12:00", "questura", ("FR", "police"))
    way.take("10-25 14:00", "centro", "response", "brief_management")
    way.search_on("questura", "10-26 06:40")
    way.accept("10-26 09:20", "ligne-fr")
    way.take("10-26 09:30", "linea-it", "FR", "hotline_acknowledged")
    way.take("10-26 10:00", "ligne-fr", "FR", "hotline_active")
    say_yes(way, "10-26 10:10", "linea-it", ("FR", "hotline"))


def be_found_in_lyon(way: Way) -> None:
    way.take("10-26 13:00", "police-fr", "FR", "record_seen_abroad")
    way.sight("10-26 13:05", "police-fr", "Gare de la Part-Dieu, Lyon")
    way.share("10-26 13:30", "centro", "ase")
    way.accept("10-26 14:00", "ase")
    way.take("10-26 14:30", "tutori", "FR", "guardian_acknowledged", "guardian_active")
    way.take("10-26 15:00", "police-fr", "response", "confirm_located")
    way.take("10-26 15:05", "police-fr", "FR", "secure_there")
    way.take("10-26 15:45", "ase", "FR", "begin_best_interests")
    way.take("10-26 16:00", "police-fr", "aftercare", "check_child")
    confirm(way, "10-26 16:30", "questura", "linea-it", "police-fr")
    say_yes(way, "10-26 17:00", "servizi", AFTERCARE)
    say_yes(way, "10-26 17:30", "centro", ("aftercare", "withdrawal"))
    way.take("10-27 09:00", "servizi", "aftercare", "offer_interview")


def go_missing_in_france(way: Way) -> None:
    """At night France has an hour for the report; the police are late."""
    way.notice("10-27 22:10", "ase")
    way.take("10-27 22:15", "ase", "aftercare", "go_missing_again")
    way.take("10-27 22:16", "ase", "FR", "missing_there")
    way.take("10-27 22:20", "ase", "response", "start_local_checks")
    way.report("10-27 22:50", "ase")
    way.refused("10-27 22:55", "ase", "response", "left_voluntarily")
    way.acknowledge("10-28 00:05", "police-fr", "FR-69-2041")
    way.fill("10-28 00:20", "police-fr", "CL-11")
    way.take("10-28 00:25", "police-fr", "response", "triage", "start_search")
    confirm(way, "10-28 08:00", "ligne-fr")
    way.take("10-28 08:10", "centro", "aftercare", "confirm_withdrawals")
    way.take("10-28 10:00", "tutori", "prevention", "appoint_guardian")
    way.take("10-28 10:05", "tutori", "prevention", "pause_while_missing")
    way.search_on("police-fr", "10-28 12:05")
    way.take("10-28 13:00", "centro", "response", "brief_management")
    way.search_on("police-fr", "10-28 23:30", "10-29 11:00")


def look_in_sweden(way: Way) -> None:
    """Everybody answers within the hour."""
    way.take("10-29 14:00", "police-fr", "response", "open_cross_border", country="SE")
    way.take("10-29 14:10", "ligne-fr", "SE", "tell_hotline_abroad")
    way.bring_in("10-29 14:12", "ligne-fr", "linje-se")
    way.bring_in("10-29 14:20", "police-fr", "polis-se")
    way.accept("10-29 14:30", "linje-se")
    way.take("10-29 14:35", "linje-se", "SE", "hotline_acknowledged", "hotline_active")
    way.take("10-29 14:40", "police-fr", "SE", "open_sis")
    say_yes(way, "10-29 15:00", "ligne-fr", ("SE", "hotline"))
    way.accept("10-29 15:00", "polis-se")
    way.take("10-29 15:05", "polis-se", "SE", "police_acknowledged", "police_active")
    say_yes(way, "10-29 15:20", "police-fr", ("SE", "police"))
    way.take("10-29 16:00", "centro", "SE", "guardian_not_needed", "asylum_not_needed")
    way.take("10-29 16:05", "centro", "SE", "confirm_channels")
    way.search_on("police-fr", "10-29 22:00", "10-30 09:30")
    way.take("10-30 15:00", "centro", "SE", "review_channels")
    way.search_on("police-fr", "10-30 21:00", "10-31 08:30")


def be_found_in_malmo(way: Way) -> None:
    """The social services there act at once, and do not take the lead at once."""
    way.take("10-31 09:30", "polis-se", "SE", "record_seen_abroad")
    way.sight("10-31 09:35", "polis-se", "Malmö, Möllevångstorget")
    way.share("10-31 09:50", "centro", "malmo")
    way.accept("10-31 10:20", "malmo")
    way.take("10-31 10:30", "polis-se", "SE", "secure_there")
    way.take("10-31 10:35", "polis-se", "response", "confirm_located")
    way.take("10-31 11:00", "malmo", "SE", "begin_best_interests")
    confirm(way, "10-31 12:00", "police-fr", "ligne-fr", "polis-se", "linje-se")
    ask_to_lead(way, "10-31 12:20", "centro", "malmo")
    way.take("10-31 15:00", "malmo", "aftercare", "check_child")
    decline_to_lead(way, "10-31 16:00", "malmo")
    say_no(way, "10-31 17:00", "ase", AFTERCARE)
    ask(way, "10-31 17:10", "polis-se", AFTERCARE, "malmo")
    say_yes(way, "10-31 17:30", "malmo", AFTERCARE)
    way.take("10-31 18:00", "centro", "aftercare", "confirm_withdrawals")
    way.take("11-01 09:00", "malmo", "aftercare", "offer_interview")
    way.take("11-01 09:30", "malmo", "prevention", "go_on_after_return")


def take_back(way: Way) -> None:
    """Italy takes back what it told France."""
    way.take("11-01 10:00", "centro", "FR", "country_not_needed")
    way.take("11-01 12:00", "questura", "FR", "withdraw_police")
    way.take("11-01 12:10", "linea-it", "FR", "withdraw_hotline")
    way.take("11-01 15:00", "servizi", "FR", "withdraw_guardian")
    way.take("11-01 16:00", "centro", "FR", "confirm_withdrawn", "close_cross_border")


def hand_over_the_lead(way: Way) -> None:
    """Offered again on Monday, and accepted: from then on Sweden answers."""
    ask_to_lead(way, "11-02 07:30", "centro", "malmo")
    agree_to_lead(way, "11-02 08:30", "malmo")
    way.take("11-02 11:00", "tutori", "prevention", "hear_child")
    way.fill("11-02 13:00", "malmo", "CL-17")
    way.take("11-02 14:00", "linje-se", "aftercare", "record_interview")
    way.share("11-03 09:00", "malmo", "godman")
    way.accept("11-03 10:00", "godman")


def care(way: Way) -> None:
    """The signs are looked at, and what is best for the child is decided."""
    way.fill("11-04 10:00", "malmo", "CL-06", "exb03", "exc01")
    way.take("11-04 13:00", "malmo", "aftercare", "screen_trafficking")
    way.take("11-04 14:00", "malmo", "prevention", "assess")
    way.fill("11-05 10:00", "malmo", "CL-05")
    way.fill("11-05 11:00", "malmo", "CL-18")
    way.fill("11-06 09:00", "malmo", "CL-07")
    way.take("11-06 09:30", "malmo", "prevention", "agree_plan")
    way.take("11-06 10:00", "malmo", "SE", "agree_care_there")
    way.take("11-06 12:00", "police-fr", "SE", "withdraw_police")
    way.notice("11-07 17:30", "malmo")
    way.take("11-07 17:40", "malmo", "response", "start_local_checks")
    way.take("11-07 18:05", "malmo", "response", "located_not_missing")
    way.take("11-08 09:00", "ligne-fr", "SE", "withdraw_hotline")
    way.take("11-08 09:30", "malmo", "SE", "confirm_withdrawn")
    way.take("11-09 09:00", "malmo", "SE", "close_cross_border")


def stay(way: Way) -> None:
    """The plan, a visit, and the end of the episode; the case goes on."""
    way.fill("11-09 10:00", "malmo", "CL-19")
    way.take("11-10 12:00", "malmo", "aftercare", "agree_plan")
    say_no(way, "11-10 15:00", "tutori", AFTERCARE)
    ask(way, "11-10 15:10", "malmo", AFTERCARE, "godman")
    say_yes(way, "11-10 16:00", "godman", AFTERCARE)
    way.take("11-16 13:00", "godman", "aftercare", "visit")
    way.take("11-16 14:00", "malmo", "aftercare", "passed_on")
    way.refused("11-17 09:00", "malmo", "aftercare", "close_aftercare")
    way.fill("11-20 09:00", "malmo", "CL-22")
    way.take("11-20 10:00", "malmo", "aftercare", "close_aftercare")
