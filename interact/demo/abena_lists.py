"""What is answered about Abena in the checklists, by whom; all of it is made up."""

from datetime import date, timedelta

from interact.checklists.rules import Reply
from interact.demo.answers import Said

# On the night she came. Nobody was there who could interpret.
FIRST_NIGHT = Said(
    yes={
        "gm01": "She landed this evening",
        "gm03": "She came by boat; who paid is not known",
    },
    no="gm02",
)

# Three days later, with an interpreter.
THIRD_DAY = Said(
    yes={
        "gm01": "She came three days ago",
        "gm03": "About 2 000 euro are still owed to a man she calls Robel",
        "gm05": "She asks every day how far it is to Malmö",
        "gm06": "She is silent as soon as somebody wears a uniform",
        "gm11": "Stated 13, estimated 15",
        "gm15": "No school yet, nothing to do all day",
        "pr01": "The cook, Signora Pina",
    },
    suspected={
        "gm14": "She sleeps badly and eats little",
        "gm17": "A man who says he is her uncle in France calls in the evening",
    },
    no="gm02 gm04 gm08 gm09 gm12 gm13 gm16 gm18 gm19 gm20 pr02 pr04 pr05 pr06",
)

# Social services and guardian fill it in together, and do not agree about the debt.
BY_SOCIAL_SERVICES = Said(
    yes={"exb03": "Of being sent back to a marriage", "exc01": "Robel arranged it"},
    suspected={"exb04": "A man who says he is her uncle calls in the evening"},
    no="exa01 exa02 exa04 exa05 exa07 exb05 exb06 exb10 exe12",
    rest=None,
)
BY_GUARDIAN = Said(
    yes={
        "exb03": "Of being sent back to a marriage",
        "exb06": "She told me of 2 000 euro, after an hour",
    },
    no="exa01 exb07",
    rest=None,
)


def safety_plan(today: date) -> Said:
    """The plan made with her: two things are still to be done."""
    return Said(
        no="sp02 sp12",
        written={
            "sp28": (today + timedelta(days=7)).isoformat(),
            "sp29": "Giulia Ferrante",
        },
        rest=Reply.YES,
    )
