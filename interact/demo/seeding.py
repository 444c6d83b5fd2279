"""Fills a training installation through the same actions that the pages use."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency
from interact.agencies.rules import Role
from interact.demo.cast import CAST, Player
from interact.joining.founding import NewAgency, found_agency
from interact.joining.members import NewMember, bring_in_member
from interact.joining.sessions import Credentials, sign_in
from interact.keys.passphrase import Cost
from interact.running import Running

# Everybody can read the passphrase of a training installation: no need to be slow.
TRAINING_COST = Cost(memory_kib=19 * 1024, passes=2)


@dataclass
class Stage:
    """The agencies of the cast in one session, and their people as they sign in."""

    session: Session
    passphrase: str = field(repr=False)
    agencies: dict[str, Agency] = field(default_factory=dict)

    def found(self, player: Player) -> None:
        """Found the agency and bring in its people."""
        agency, custodian = found_agency(
            self.session,
            NewAgency(
                name=player.name,
                kind=player.kind,
                country=player.country,
                place=player.place,
                phone=player.phone,
                time_zone=player.time_zone,
            ),
            self._member(player, player.people[-1]),
        )
        for person in player.people[:-1]:
            new = self._member(player, person)
            bring_in_member(self.session, custodian, new, person[0])
        self.agencies[player.key] = agency

    def sign_in(self, key: str, role: Role = Role.CASEWORKER) -> Actor:
        """Somebody of this agency, signed in as they would be."""
        player = next(player for player in CAST if player.key == key)
        person = next(person for person in player.people if person[0] is role)
        email = _email(player, person)
        return sign_in(self.session, Credentials(email, self.passphrase), {})

    def _member(self, player: Player, person: tuple[Role, str]) -> NewMember:
        return NewMember(
            name=person[1],
            email=_email(player, person),
            passphrase=self.passphrase,
            cost=TRAINING_COST,
        )


def seed(running: Running) -> Iterator[str]:
    """Make the cast and their cases; yields a line for each thing that is done."""
    yield f"Founding {len(CAST)} fictional agencies ..."
    with running.database.writing() as session:
        stage = Stage(session, running.config.training_passphrase)
        for player in CAST:
            stage.found(player)


def _email(player: Player, person: tuple[Role, str]) -> str:
    return f"{person[0].value}@{player.key}.example"
