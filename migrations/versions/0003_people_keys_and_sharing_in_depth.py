"""People, keys and sharing in depth.

Follows 0002. Nobody is suspended or restricted; whoever is a member already keeps the
clearance that their grants say.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="Of no row any more"),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id",
            sa.Uuid(),
            nullable=True,
            comment="Empty, as is the basis, when a restored backup was erased again",
        ),
        sa.Column("basis", sa.String(40), nullable=True),
        sa.Column(
            "rows", sa.Integer(), nullable=False, comment="How many were deleted"
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_erasure_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_erasure_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("case_id", name=op.f("uq_erasure_case_id")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_erasure_agency_id"), ["agency_id"], unique=False
        )

    op.create_table(
        "audit_check",
        sa.Column(
            "size",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="How many entries were right",
        ),
        sa.Column("fault", sa.String(40), nullable=True),
        sa.Column(
            "first",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "last",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_check")),
    )
    with op.batch_alter_table("audit_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_check_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "notice",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column(
            "case_id",
            sa.Uuid(),
            nullable=True,
            comment="Also of a case that is erased since",
        ),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("about_agency_id", sa.Uuid(), nullable=True),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Until when it must be reviewed; empty when it need not be",
        ),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_agency_id"], ["agency.id"], name=op.f("fk_notice_about_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_notice_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["person.id"], name=op.f("fk_notice_noted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notice_agency_noted", ["agency_id", "noted_at"], unique=False
        )

    op.create_table(
        "passkey",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column(
            "public_key",
            sa.LargeBinary(),
            nullable=False,
            comment="COSE, as the device gave it",
        ),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column(
            "label_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="What the person calls it",
        ),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_passkey_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "recovery_envelope",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column(
            "group_epoch", sa.Integer(), nullable=False, comment="Of the custody group"
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_recovery_envelope_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_envelope")),
        sa.UniqueConstraint(
            "agency_id",
            "first",
            "second",
            name=op.f("uq_recovery_envelope_agency_id_first_second"),
        ),
    )
    op.create_table(
        "recovery_key",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=False,
            comment="1, 2 or 3, as printed on the code",
        ),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column(
            "certificate",
            sa.LargeBinary(),
            nullable=False,
            comment="The agency's signature",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_recovery_key_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_key")),
        sa.UniqueConstraint(
            "agency_id", "number", name=op.f("uq_recovery_key_agency_id_number")
        ),
    )
    op.create_table(
        "emergency_access",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "group_epoch",
            sa.Integer(),
            nullable=False,
            comment="Of the emergency group",
        ),
        sa.Column(
            "reason_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="Why; binds all of the above",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_emergency_access_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_emergency_access_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_emergency_access_membership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
    )
    with op.batch_alter_table("emergency_access", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_emergency_access_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_emergency_access_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "invitation",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column(
            "clearance",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "token_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="The link's token is kept nowhere",
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "by_person_id",
            sa.Uuid(),
            nullable=True,
            comment="Empty for the first custodian",
        ),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "custody_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="The custody seed under the link's token, for the first custodian",
        ),
        sa.Column(
            "replaces_id",
            sa.Uuid(),
            nullable=True,
            comment="Whose keys were lost, if that is why",
        ),
        sa.Column(
            "vouched_by_id",
            sa.Uuid(),
            nullable=True,
            comment="The second person, where two must vouch",
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "membership_id", sa.Uuid(), nullable=True, comment="Who came in by it"
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_invitation_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_invitation_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_invitation_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["membership.id"], name=op.f("fk_invitation_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["vouched_by_id"], ["person.id"], name=op.f("fk_invitation_vouched_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_agency_id"), ["agency_id"], unique=False
        )

    op.create_table(
        "lead_offer",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("by_agency_id", sa.Uuid(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reason_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Why it was declined or withdrawn, sealed to the other agency",
        ),
        sa.Column("share_id", sa.Uuid(), nullable=False),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the agency that offered it took note of a refusal",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_lead_offer_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_agency_id"], ["agency.id"], name=op.f("fk_lead_offer_by_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_lead_offer_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_lead_offer_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["share_id"], ["share.id"], name=op.f("fk_lead_offer_share_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_offer")),
    )
    with op.batch_alter_table("lead_offer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lead_offer_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lead_offer_case_id"), ["case_id"], unique=False
        )
        batch_op.create_index(
            "uq_lead_offer_one_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
        )

    op.create_table(
        "request",
        sa.Column(
            "reference", sa.String(), nullable=False, comment="As it was asked for"
        ),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "compartments",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column(
            "text_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="What was written, sealed to the lead agency",
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reason_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Why it was refused, sealed to the agency that asked",
        ),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the agency that asked took note of the answer",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_request_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_request_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_request_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_request_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_request_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "restriction",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_restriction_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_restriction_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_restriction_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_restriction_membership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
        sa.UniqueConstraint(
            "case_id",
            "membership_id",
            name=op.f("uq_restriction_case_id_membership_id"),
        ),
    )
    op.create_table(
        "rotation",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("old_group_id", sa.Uuid(), nullable=False),
        sa.Column("new_group_id", sa.Uuid(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "total",
            sa.Integer(),
            nullable=False,
            comment="How many halves the old group held",
        ),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_rotation_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_rotation_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["new_group_id"], ["group.id"], name=op.f("fk_rotation_new_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["old_group_id"], ["group.id"], name=op.f("fk_rotation_old_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation")),
    )
    with op.batch_alter_table("rotation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rotation_agency_id"), ["agency_id"], unique=False
        )

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "suspended_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Since when its members are kept out",
            )
        )
        batch_op.add_column(
            sa.Column(
                "only_compared",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="It seals only to partners it has compared",
            )
        )
        batch_op.add_column(
            sa.Column(
                "recovery_tested_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="When two of its three recovery codes were seen to work",
            )
        )

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "lead_epoch", sa.Integer(), nullable=False, server_default=sa.text("0")
            )
        )
        batch_op.add_column(
            sa.Column(
                "lead_sealed",
                sa.LargeBinary(),
                nullable=False,
                server_default=sa.text("''"),
                comment="Which agency leads, as only a holder of the case can say",
            )
        )

    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "with_lead",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="Goes with the lead",
            )
        )
        batch_op.add_column(
            sa.Column(
                "granted_until",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Before it was shortened",
            )
        )
        batch_op.add_column(
            sa.Column(
                "signature",
                sa.LargeBinary(),
                nullable=False,
                server_default=sa.text("''"),
                comment="Of who gave it, over its terms",
            )
        )

    with op.batch_alter_table("epoch", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "closed_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Since when nothing new is sealed in it: somebody was taken out",
            )
        )

    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "emergency_sealed",
                sa.LargeBinary(),
                nullable=True,
                comment="Its seed for the emergency group; only of compartments",
            )
        )

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "clearance",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                nullable=False,
                server_default=sa.text("'[]'"),
                comment="The groups the person belongs to, as a custodian decided",
            )
        )
        batch_op.alter_column(
            "certificate", existing_type=sa.LargeBinary(), nullable=True
        )

    with op.batch_alter_table("seed_wrap", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "passkey_id",
                sa.Uuid(),
                nullable=True,
                comment="Which passkey opens it, for kind prf",
            )
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_seed_wrap_passkey_id"), "passkey", ["passkey_id"], ["id"]
        )

    op.execute("UPDATE share SET granted_until = until")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.alter_column(
            "granted_until",
            existing_type=sa.DateTime(timezone=True),
            existing_comment="Before it was shortened",
            nullable=False,
        )
    keep_clearances()


def keep_clearances() -> None:
    """A membership says which groups it was given, as its grants do."""
    held = sa.text(
        'SELECT g.membership_id, n.name FROM "grant" g '
        'JOIN "group" n ON n.id = g.group_id'
    )
    member = sa.table("membership", sa.column("id"), sa.column("clearance", sa.JSON()))
    clearances: dict[str, set[str]] = {}
    for membership_id, name in op.get_bind().execute(held):
        clearances.setdefault(membership_id, set()).add(name)
    for membership_id, names in clearances.items():
        this = member.update().where(member.c.id == membership_id)
        op.get_bind().execute(this.values(clearance=sorted(names)))


def downgrade() -> None:
    with op.batch_alter_table("seed_wrap", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_seed_wrap_passkey_id"), type_="foreignkey"
        )
        batch_op.drop_column("passkey_id")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.alter_column(
            "certificate", existing_type=sa.LargeBinary(), nullable=False
        )
        batch_op.drop_column("clearance")

    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.drop_column("emergency_sealed")

    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_column("signature")
        batch_op.drop_column("granted_until")
        batch_op.drop_column("with_lead")

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_column("lead_sealed")
        batch_op.drop_column("lead_epoch")

    with op.batch_alter_table("epoch", schema=None) as batch_op:
        batch_op.drop_column("closed_at")

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_column("recovery_tested_at")
        batch_op.drop_column("only_compared")
        batch_op.drop_column("suspended_at")

    with op.batch_alter_table("rotation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rotation_agency_id"))

    op.drop_table("rotation")
    op.drop_table("restriction")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_case_id"))
        batch_op.drop_index(batch_op.f("ix_request_agency_id"))

    op.drop_table("request")
    with op.batch_alter_table("lead_offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lead_offer_one_open",
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
        )
        batch_op.drop_index(batch_op.f("ix_lead_offer_case_id"))
        batch_op.drop_index(batch_op.f("ix_lead_offer_agency_id"))

    op.drop_table("lead_offer")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_agency_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("emergency_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_emergency_access_case_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_access_agency_id"))

    op.drop_table("emergency_access")
    op.drop_table("recovery_key")
    op.drop_table("recovery_envelope")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_person_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_agency_noted")

    op.drop_table("notice")
    with op.batch_alter_table("audit_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_check_created_at"))

    op.drop_table("audit_check")
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_agency_id"))

    op.drop_table("erasure")
