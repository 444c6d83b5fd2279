"""Flowcharts in depth: tasks that somebody took, several procedures of one case.

Follows 0004. Nobody had taken a task so far. A procedure so far is of one episode, in
the country where the absence was noticed, and ended with it; tasks of steps are of its
flowchart.
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _let_people_take_tasks()
    _let_procedures_stand_side_by_side()
    _tell_people_of_what_is_due()
    _let_procedures_move()
    _say_who_answers()


def _let_people_take_tasks() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "person_id",
                sa.Uuid(),
                nullable=True,
                comment="Who of that agency took it",
            )
        )
        batch_op.add_column(
            sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_task_person_id"), "person", ["person_id"], ["id"]
        )
        batch_op.drop_index(batch_op.f("ix_task_case_id"))
        batch_op.create_index("ix_task_case_open", ["case_id", "ended_at", "agency_id"])


def _let_procedures_stand_side_by_side() -> None:
    with op.batch_alter_table("procedure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("flowchart", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "country",
                sa.String(),
                nullable=True,
                comment="Whose way of it is followed",
            )
        )
        batch_op.add_column(
            sa.Column(
                "with_country",
                sa.String(),
                nullable=True,
                comment="The one other country it is about",
            )
        )
        batch_op.add_column(
            sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.drop_constraint(batch_op.f("uq_procedure_episode_id"), type_="unique")
        batch_op.alter_column("episode_id", existing_type=sa.Uuid(), nullable=True)
    op.execute(
        "UPDATE procedure SET flowchart = (SELECT published_flowchart.flowchart "
        "FROM published_flowchart "
        "WHERE published_flowchart.id = procedure.published_id)"
    )
    for name in ("country", "ended_at"):
        op.execute(
            f"UPDATE procedure SET {name} = (SELECT episode.{name} FROM episode "
            "WHERE episode.id = procedure.episode_id)"
        )
    with op.batch_alter_table("procedure", schema=None) as batch_op:
        for name in ("flowchart", "country"):
            batch_op.alter_column(name, existing_type=sa.String(), nullable=False)
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "flowchart_id",
                sa.String(),
                nullable=True,
                comment="Which flowchart a step is of",
            )
        )
    op.execute(
        "UPDATE task SET flowchart_id = (SELECT procedure.flowchart FROM procedure "
        "WHERE procedure.id = task.procedure_id)"
    )


def _let_procedures_move() -> None:
    stands = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "procedure_move",
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column(
            "begun_with_id", sa.Uuid(), nullable=False, comment="The version before"
        ),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "before",
            stands,
            nullable=False,
            comment="Its configuration up to then; nothing about the child",
        ),
        sa.Column(
            "after",
            stands,
            nullable=False,
            comment="Its configuration right after; nothing about the child",
        ),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        *_row("procedure_move"),
        _key("procedure_move", "procedure_id", "procedure"),
        _key("procedure_move", "begun_with_id", "published_flowchart"),
        _key("procedure_move", "agency_id", "agency"),
        _key("procedure_move", "person_id", "person"),
    )
    op.create_index(
        op.f("ix_procedure_move_procedure_id"),
        "procedure_move",
        ["procedure_id"],
        unique=False,
    )


def _say_who_answers() -> None:
    op.create_table(
        "responsibility",
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stands_in",
            sa.Boolean(),
            nullable=False,
            comment="Only because none of those who should takes part",
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_responsibility_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name=op.f("fk_responsibility_procedure_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
    )
    op.create_table(
        "responsibility_offer",
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("by_agency_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reason_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Why it was declined, sealed to the agency that is responsible",
        ),
        sa.Column(
            "reason_for_agency_id",
            sa.Uuid(),
            nullable=True,
            comment="To which agency the reason is sealed",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_responsibility_offer_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["by_agency_id"],
            ["agency.id"],
            name=op.f("fk_responsibility_offer_by_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reason_for_agency_id"],
            ["agency.id"],
            name=op.f("fk_responsibility_offer_reason_for_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name=op.f("fk_responsibility_offer_procedure_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_offer")),
    )
    for table, column in (
        ("responsibility", "procedure_id"),
        ("responsibility_offer", "procedure_id"),
        ("responsibility_offer", "agency_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _tell_people_of_what_is_due() -> None:
    """Deadlines of tasks, reminders and the e-mails that go out with them."""
    op.create_table(
        "deadline",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "urgent",
            sa.Boolean(),
            nullable=False,
            comment="Quiet hours do not hold it back",
        ),
        sa.Column(
            "claim", sa.Uuid(), nullable=True, comment="Of the worker that does it now"
        ),
        sa.Column(
            "claimed_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Then another worker takes it",
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *_row("deadline"),
        _key("deadline", "task_id", "task"),
        sa.UniqueConstraint(
            "task_id", "kind", "at", name=op.f("uq_deadline_task_id_kind_at")
        ),
    )
    op.create_table(
        "reminder",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column(
            "for_supervisors",
            sa.Boolean(),
            nullable=False,
            comment="And for nobody else",
        ),
        sa.Column(
            "person_id",
            sa.Uuid(),
            nullable=True,
            comment="Who is meant; empty: everybody there",
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "by_agency_id",
            sa.Uuid(),
            nullable=False,
            comment="Who learns that it did not arrive",
        ),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When an offer or alert was answered: nobody need read it any more",
        ),
        *_row("reminder"),
        _key("reminder", "agency_id", "agency"),
        _key("reminder", "case_id", "case"),
        _key("reminder", "task_id", "task"),
        _key("reminder", "person_id", "person"),
        _key("reminder", "by_agency_id", "agency"),
    )
    op.create_table(
        "reminder_read",
        sa.Column("reminder_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        *_row("reminder_read"),
        _key("reminder_read", "reminder_id", "reminder"),
        _key("reminder_read", "membership_id", "membership"),
        sa.UniqueConstraint(
            "reminder_id",
            "membership_id",
            name=op.f("uq_reminder_read_reminder_id_membership_id"),
        ),
    )
    _keep_wishes_and_letters()
    for name, table, columns in (
        ("ix_deadline_open", "deadline", ["done_at", "at"]),
        ("ix_deadline_task_id", "deadline", ["task_id"]),
        ("ix_deadline_claim", "deadline", ["claim"]),
        ("ix_reminder_agency_newest", "reminder", ["agency_id", "created_at"]),
        ("ix_reminder_case_id", "reminder", ["case_id"]),
        ("ix_reminder_task_id", "reminder", ["task_id"]),
        ("ix_letter_open", "letter", ["sent_at", "failed_at", "next_at"]),
        ("ix_letter_membership_id", "letter", ["membership_id"]),
        ("ix_letter_claim", "letter", ["claim"]),
    ):
        op.create_index(op.f(name), table, columns, unique=False)
    _remind_of_what_is_open()


def _keep_wishes_and_letters() -> None:
    op.create_table(
        "reminder_wishes",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column(
            "address_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="Under the key of the worker",
        ),
        sa.Column(
            "kinds",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="What is sent by e-mail",
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_to", sa.Time(), nullable=True),
        sa.Column("digest_at", sa.Time(), nullable=True),
        *_row("reminder_wishes"),
        _key("reminder_wishes", "membership_id", "membership"),
        sa.UniqueConstraint(
            "membership_id", name=op.f("uq_reminder_wishes_membership_id")
        ),
    )
    op.create_table(
        "letter",
        sa.Column("reminder_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "digest",
            sa.Boolean(),
            nullable=False,
            comment="Sent with others, once a day",
        ),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "claim",
            sa.Uuid(),
            nullable=True,
            comment="Of the worker that sends it now",
        ),
        sa.Column(
            "claimed_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Then another worker takes it",
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "last_error",
            sa.String(),
            nullable=True,
            comment="What kind of fault, never what the mail server said",
        ),
        sa.Column(
            "noted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When who sent it took note that it failed",
        ),
        *_row("letter"),
        _key("letter", "reminder_id", "reminder"),
        _key("letter", "membership_id", "membership"),
        sa.UniqueConstraint(
            "reminder_id",
            "membership_id",
            name=op.f("uq_letter_reminder_id_membership_id"),
        ),
    )


def _row(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _remind_of_what_is_open() -> None:
    """Whoever has a task that is open already is told once it is overdue."""
    moment = sa.DateTime(timezone=True)
    task = sa.table(
        "task",
        sa.column("id", sa.Uuid()),
        sa.column("created_at", moment),
        sa.column("due_at", moment),
        sa.column("ended_at", moment),
    )
    deadline = sa.table(
        "deadline",
        sa.column("id", sa.Uuid()),
        sa.column("created_at", moment),
        sa.column("task_id", sa.Uuid()),
        sa.column("kind", sa.String()),
        sa.column("at", moment),
        sa.column("urgent", sa.Boolean()),
    )
    still_open = sa.select(task.c.id, task.c.created_at, task.c.due_at)
    rows = [
        {
            "id": uuid4(),
            "created_at": row.created_at,
            "task_id": row.id,
            "kind": "overdue",
            "at": row.due_at,
            "urgent": False,
        }
        for row in op.get_bind().execute(still_open.where(task.c.ended_at.is_(None)))
    ]
    op.bulk_insert(deadline, rows)


def _keep_one_procedure_an_episode() -> None:
    """Only the response of an episode remains; everything else was begun since."""
    others = "(SELECT id FROM procedure WHERE flowchart <> 'FM-RESP')"
    for table in ("task", "step_taken"):
        op.execute(f"DELETE FROM {table} WHERE procedure_id IN {others}")
    op.execute("DELETE FROM procedure WHERE flowchart <> 'FM-RESP'")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_column("flowchart_id")
    with op.batch_alter_table("procedure", schema=None) as batch_op:
        batch_op.alter_column("episode_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_procedure_episode_id"), ["episode_id"]
        )
        for name in ("ended_at", "with_country", "country", "flowchart"):
            batch_op.drop_column(name)


def downgrade() -> None:
    """Procedures that are not the response of an episode are lost.

    Tables that point to procedures or tasks are dropped before.
    """
    for table in ("letter", "reminder_read", "reminder", "deadline", "reminder_wishes"):
        op.drop_table(table)
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("ix_task_case_open")
        batch_op.create_index(batch_op.f("ix_task_case_id"), ["case_id"])
        batch_op.drop_constraint(batch_op.f("fk_task_person_id"), type_="foreignkey")
        batch_op.drop_column("taken_at")
        batch_op.drop_column("person_id")
    op.drop_table("procedure_move")
    op.drop_table("responsibility_offer")
    op.drop_table("responsibility")
    _keep_one_procedure_an_episode()
