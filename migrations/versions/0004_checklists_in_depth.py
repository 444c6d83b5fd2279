"""Checklists in depth: editions by country, tasks of checklists, answers that differ.

Follows 0003. A checklist that is in use is of the edition its version says; tasks so
far are steps of flowcharts, of the country where the absence was noticed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _publish_editions()
    _widen_tasks()
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "decides",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="It settles answers that differed",
            )
        )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.alter_column("decides", server_default=None)
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "moved_from_id",
                sa.Uuid(),
                nullable=True,
                comment="The edition it was begun with, where it was moved since",
            )
        )
        batch_op.add_column(
            sa.Column(
                "lowering",
                sa.String(40),
                nullable=True,
                comment="Whether a lower level waits for a second person",
            )
        )
        batch_op.add_column(sa.Column("second_agency_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("second_person_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_assessment_moved_from_id"),
            "published_checklist",
            ["moved_from_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_assessment_second_agency_id"),
            "agency",
            ["second_agency_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_assessment_second_person_id"),
            "person",
            ["second_person_id"],
            ["id"],
        )


def _publish_editions() -> None:
    with op.batch_alter_table("published_checklist", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "edition",
                sa.String(),
                nullable=True,
                comment=(
                    "The version; in a country also its code, its version and "
                    "since when"
                ),
            )
        )
    published = sa.table(
        "published_checklist",
        sa.column("edition", sa.String()),
        sa.column("version", sa.Integer()),
    )
    op.execute(
        sa.update(published).values(edition=sa.cast(published.c.version, sa.String()))
    )
    with op.batch_alter_table("published_checklist", schema=None) as batch_op:
        batch_op.alter_column("edition", existing_type=sa.String(), nullable=False)
        batch_op.add_column(
            sa.Column(
                "stamp",
                sa.LargeBinary(),
                nullable=True,
                comment=(
                    "Made with the settings; none where an earlier INTERACT "
                    "published it"
                ),
            )
        )
        batch_op.drop_constraint(
            batch_op.f("uq_published_checklist_checklist_id_version"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_published_checklist_checklist_id_edition"),
            ["checklist_id", "edition"],
        )


def _widen_tasks() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(40), nullable=True))
        batch_op.add_column(
            sa.Column(
                "assessment_id",
                sa.Uuid(),
                nullable=True,
                comment="What it was asked for by",
            )
        )
        batch_op.add_column(
            sa.Column(
                "checklist_id",
                sa.String(),
                nullable=True,
                comment="What asks for it, or is to be filled in",
            )
        )
        batch_op.add_column(sa.Column("compartment", sa.String(40), nullable=True))
        batch_op.add_column(sa.Column("epoch", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "sealed",
                sa.LargeBinary(),
                nullable=True,
                comment="What is to be done",
            )
        )
        batch_op.add_column(
            sa.Column(
                "country",
                sa.String(),
                nullable=True,
                comment="Whose agencies come first",
            )
        )
    op.execute("UPDATE task SET kind = 'step'")
    op.execute(
        "UPDATE task SET country = (SELECT episode.country FROM episode "
        "JOIN procedure ON procedure.episode_id = episode.id "
        "WHERE procedure.id = task.procedure_id)"
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(40), nullable=False)
        batch_op.alter_column("country", existing_type=sa.String(), nullable=False)
        batch_op.alter_column("procedure_id", existing_type=sa.Uuid(), nullable=True)
        for name in ("state", "step"):
            batch_op.alter_column(name, existing_type=sa.String(), nullable=True)
        batch_op.alter_column(
            "title",
            existing_type=sa.String(),
            nullable=True,
            comment="Of a step, from the flowchart: no personal data",
            existing_comment="From the flowchart: no personal data",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_task_assessment_id"), "assessment", ["assessment_id"], ["id"]
        )
        batch_op.create_check_constraint(
            "step_of_a_procedure", "(kind = 'step') = (procedure_id IS NOT NULL)"
        )
        batch_op.create_check_constraint(
            "to_do_is_sealed", "(kind = 'to do') = (sealed IS NOT NULL)"
        )


def downgrade() -> None:
    """What only this layout can hold is lost: tasks of checklists, national editions."""
    op.execute("DELETE FROM task WHERE kind <> 'step'")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_task_to_do_is_sealed"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("ck_task_step_of_a_procedure"), type_="check"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_task_assessment_id"), type_="foreignkey"
        )
        for name in ("state", "step"):
            batch_op.alter_column(name, existing_type=sa.String(), nullable=False)
        batch_op.alter_column(
            "title",
            existing_type=sa.String(),
            nullable=False,
            comment="From the flowchart: no personal data",
            existing_comment="Of a step, from the flowchart: no personal data",
        )
        batch_op.alter_column("procedure_id", existing_type=sa.Uuid(), nullable=False)
        for name in (
            "country",
            "sealed",
            "epoch",
            "compartment",
            "checklist_id",
            "assessment_id",
            "kind",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        for name in ("second_person_id", "second_agency_id", "moved_from_id"):
            batch_op.drop_constraint(
                batch_op.f(f"fk_assessment_{name}"), type_="foreignkey"
            )
            batch_op.drop_column(name)
        batch_op.drop_column("lowering")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("decides")
    with op.batch_alter_table("published_checklist", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_published_checklist_checklist_id_edition"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_published_checklist_checklist_id_version"),
            ["checklist_id", "version"],
        )
        batch_op.drop_column("stamp")
        batch_op.drop_column("edition")
