"""What is told of two made-up children, Abena and Qiro, as answers to checklists.

After the fictional cases of the project's exercises; every detail here is made up. A
line names questions, the answer to them, and what it rests on.
"""

from dataclasses import dataclass

from interact.checklists.results import Facts
from interact.checklists.rules import Answer, Reply, When


@dataclass(frozen=True)
class Look:
    """One time a checklist was filled in: where, and what the case knew by then."""

    when: str
    checklist_id: str
    country: str
    facts: Facts
    told: str
    short_form: bool = False

    @property
    def answers(self) -> dict[str, Answer]:
        """Each line as an answer by the id of its question."""
        answers = {}
        for line in self.told.strip().splitlines():
            names, _colon, said = line.partition(": ")
            answers.update(dict.fromkeys(names.split(), _answer(said)))
        return answers


def _answer(said: str) -> Answer:
    words, _stop, evidence = said.partition(". ")
    reply, earlier, _rest = words.partition(", earlier")
    when = When.HISTORICAL if earlier else When.CURRENT
    return Answer(reply=Reply(reply), when=when, evidence=evidence)


# A girl of nearly 14 from Eritrea: Italy, France, Sweden.
ABENA = [
    Look(
        "Abena lands in Italy at night, alone. No interpreter before the morning.",
        "CL-05",
        "IT",
        Facts(age=13, profile_percent=20),
        """
gm03: yes. She came by boat. Who paid is not known.
gm01: yes
gm02: no
gm04: not known
gm05: not asked
""",
        short_form=True,
    ),
    Look(
        "The third day in Italy. The worker asked her with an interpreter.",
        "CL-05",
        "IT",
        Facts(age=13, profile_percent=64),
        """
gm03: yes. She owes about 2 000 euro to a man she calls Robel.
gm04: suspected. Two girls of her boat are not in their centre any more.
gm05: yes. She asks every day how far it is to Malmö, where her aunt lives.
gm06: yes. She is silent as soon as somebody wears a uniform.
gm07: yes. She lost her brother on the way. She was to be married at home.
gm14: suspected. She sleeps badly, and eats little.
gm16: suspected. She hides a second telephone.
gm17: suspected. A man who says he is her uncle in France calls in the evening.
gm01 gm11 gm15 gm18 pr01: yes
gm21: suspected. She asks whether one can work here.
gm02 gm08 gm09 gm13 gm19 gm20 pr02 pr04 pr05 pr06: no
gm10 pr03: not known
gm12: not applicable
""",
    ),
    Look(
        "The same day: the social worker looks for signs that somebody uses her.",
        "CL-06",
        "IT",
        Facts(age=13, profile_percent=64),
        """
exa04: yes, earlier. Promised to a man of 35. She fled from it.
exb03: yes. Of being sent back to the marriage.
exb04: suspected. A man who says he is her uncle calls in the evening.
exb06: yes. About 2 000 euro, she says to Robel.
exc03: suspected. She knows one French number by heart.
exe12: suspected. A second telephone.
exa01 exa02 exa03 exa05 exa07 exa08 exa09 exa10 exa11 exa12 exa14 exb01 exb02: no
exb05 exb09 exb10 exc02 exc06 exc09 exc10 exd01 exd02 exd03 exd04 exd06 exe01: no
exe03 exe05 exe06 exe07 exe08 exe09 exe10 exe11 exf01 exf09: no
exa06 exb08: not asked
exa13 exd05 exe02 exf05 exf06 exf08: not applicable
exb07 exc05 exc07 exc08 exd07 exf02 exf03 exf07 exf10: not known
exc01 exc04: yes
exe04: suspected
""",
    ),
    Look(
        "Missing from a home in France, for the second time in three weeks.",
        "CL-11",
        "FR",
        Facts(age=13, missing=True, earlier_episodes=1, recent_episodes=2),
        """
ur03: yes. Asthma. Her inhaler lies in her room.
ur05: suspected. Her room-mate saw her get into a car with a man of about 40.
ur01 ur02 ur04 ur06 ur08 ur10a ur10b ur11b ur11c ur11d ur17: no
ur11a: not known
ur12 ur09 ur14 ur16: yes
""",
    ),
]

# A boy of 15, Iraqi Kurd: Greece, Belgium, United Kingdom.
QIRO = [
    Look(
        "Qiro lands on a Greek island, alone. His parents were left behind in Turkey.",
        "CL-05",
        "GR",
        Facts(age=15, profile_percent=30),
        """
gm03: yes. He came in a rubber boat. His family still owes 3 500 euro for it.
gm05: yes. He has an uncle in Birmingham and wants to go there.
gm01: yes
gm02: no
gm04: not known
""",
        short_form=True,
    ),
    Look(
        "The third day in Greece, in a large camp.",
        "CL-05",
        "GR",
        Facts(age=15, profile_percent=71),
        """
gm03: yes. His family still owes 3 500 euro for the crossing.
gm05: yes. He has an uncle in Birmingham and wants to go there.
gm07: suspected. He names nobody he would tell if something was wrong.
gm14: suspected. He is awake at night and speaks of the bombs.
gm17: yes. Two young men nobody knows wait for him at the gate.
gm01 gm13 gm15 gm18 pr03: yes
gm21: yes. He says he must send money to his mother.
gm02 gm04 gm06 gm08 gm11 gm19 gm20 gm16 pr01 pr02 pr04 pr06: no
gm09 gm10 pr05: not known
gm12: suspected
""",
    ),
    Look(
        "Found in Belgium, at a car wash, three weeks after he left the camp.",
        "CL-06",
        "BE",
        Facts(age=15, profile_percent=71, earlier_episodes=1),
        """
exa05: yes. His hands are raw, and he falls asleep while sitting.
exa10: suspected. He has no money after three weeks of work.
exa11: yes. Twelve hours a day, also on Sundays.
exa14: yes. The police found him washing cars with four others.
exb01: suspected. Two of the others say the same, word for word.
exb03: yes. He looks at the door and asks who knows that he is here.
exb06: yes. 3 500 euro, for the crossing.
exb07: suspected. He asks whether anybody has called his mother.
exa01 exa02 exa03 exa04 exa08 exa09 exb02 exb05 exb09 exb10 exc06 exc09 exf01: no
exa06 exb08: not asked
exa07 exa13 exb04 exc02: not known
exa12 exc01 exc04 exc10 exd06 exf06: yes
exd05: suspected
""",
    ),
    Look(
        "Found in a lorry in the United Kingdom; gone from the home after two days.",
        "CL-11",
        "GB",
        Facts(age=15, missing=True, earlier_episodes=1, recent_episodes=1),
        """
ur05: suspected. The van of the car wash was seen in front of the house.
ur01 ur02 ur03 ur04 ur11a ur11b ur11c ur11d: no
ur06: not known
ur10a ur10b ur12 ur14 ur15: yes
""",
    ),
]
