"""First tables.

The first migration: there are no old rows.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column(
            "country",
            sa.String(),
            nullable=False,
            comment="ISO 3166-1 alpha-2; GR, not EL",
        ),
        sa.Column(
            "place",
            sa.String(),
            nullable=False,
            comment="Town or region it answers for",
        ),
        sa.Column(
            "phone",
            sa.String(),
            nullable=False,
            comment="The duty number other agencies call",
        ),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column(
            "identity_public",
            sa.LargeBinary(),
            nullable=False,
            comment="Ed25519 and ML-DSA-65 public keys that vouch for its groups",
        ),
        sa.Column(
            "identity_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="Its private half, under the custody group",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("name", name=op.f("uq_agency_name")),
    )
    op.create_table(
        "audit_leaf",
        sa.Column(
            "idx",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "leaf",
            sa.String(),
            nullable=False,
            comment="Digests of the payload, its commitment and its keys",
        ),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_audit_leaf")),
    )
    op.create_table(
        "audit_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "index",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("pk_audit_node")),
    )
    op.create_table(
        "person",
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "email_token",
            sa.LargeBinary(),
            nullable=False,
            comment="Keyed hash: finds a person without storing the address",
        ),
        sa.Column("kem_public", sa.LargeBinary(), nullable=False),
        sa.Column("signing_public", sa.LargeBinary(), nullable=False),
        sa.Column(
            "totp_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Second factor, under the person's own key",
        ),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_token", name=op.f("uq_person_email_token")),
    )
    op.create_table(
        "published_checklist",
        sa.Column("checklist_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "sha256", sa.String(), nullable=False, comment="Of the body, keys sorted"
        ),
        sa.Column(
            "body",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="What differs from defaults",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_checklist")),
        sa.UniqueConstraint(
            "checklist_id",
            "version",
            name=op.f("uq_published_checklist_checklist_id_version"),
        ),
    )
    op.create_table(
        "published_flowchart",
        sa.Column("flowchart", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_flowchart")),
        sa.UniqueConstraint("sha256", name=op.f("uq_published_flowchart_sha256")),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "note",
            sa.String(),
            nullable=False,
            comment="A C2SP checkpoint with its signatures",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "agency_id",
            sa.Uuid(),
            nullable=True,
            comment="The agency whose DPO took it out, if one did",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_audit_checkpoint_agency_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_checkpoint")),
    )
    with op.batch_alter_table("audit_checkpoint", schema=None) as batch:
        batch.create_index(batch.f("ix_audit_checkpoint_size"), ["size"], unique=False)

    op.create_table(
        "audit_payload",
        sa.Column(
            "idx",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idx"], ["audit_leaf.idx"], name=op.f("fk_audit_payload_idx")
        ),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_audit_payload")),
    )
    op.create_table(
        "audit_segment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "day", sa.Date(), nullable=False, comment="The day of its entries, in UTC"
        ),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=False,
            comment="From 1; a restart and a new audit group begin another",
        ),
        sa.Column("group_epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_audit_segment_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_segment")),
        sa.UniqueConstraint(
            "agency_id",
            "day",
            "number",
            name=op.f("uq_audit_segment_agency_id_day_number"),
        ),
    )
    op.create_table(
        "case",
        sa.Column(
            "reference", sa.String(), nullable=False, comment="Safe to say aloud"
        ),
        sa.Column("lead_agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_agency_id"], ["agency.id"], name=op.f("fk_case_lead_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_reference")),
    )
    with op.batch_alter_table("case", schema=None) as batch:
        batch.create_index(
            batch.f("ix_case_lead_agency_id"), ["lead_agency_id"], unique=False
        )

    op.create_table(
        "group",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("kem_public", sa.LargeBinary(), nullable=False),
        sa.Column("signing_public", sa.LargeBinary(), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "certificate",
            sa.LargeBinary(),
            nullable=False,
            comment="The agency's signature",
        ),
        sa.Column(
            "custody_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Its seed for the custodians; empty for their own group",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_group_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group")),
        sa.UniqueConstraint(
            "agency_id", "name", "epoch", name=op.f("uq_group_agency_id_name_epoch")
        ),
    )
    op.create_table(
        "membership",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column(
            "certificate",
            sa.LargeBinary(),
            nullable=False,
            comment="The agency's signature over the person, role and public keys",
        ),
        sa.Column(
            "anchor_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="The agency's fingerprint, under the person's own key",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_membership_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id", "agency_id", name=op.f("uq_membership_person_id_agency_id")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch:
        batch.create_index(
            batch.f("ix_membership_agency_id"), ["agency_id"], unique=False
        )

    op.create_table(
        "partner_pin",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("group_epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_partner_pin_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["agency.id"], name=op.f("fk_partner_pin_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_pin")),
        sa.UniqueConstraint(
            "agency_id", "partner_id", name=op.f("uq_partner_pin_agency_id_partner_id")
        ),
    )
    op.create_table(
        "seed_wrap",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False, comment="pw, prf or code"),
        sa.Column(
            "params",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_seed_wrap_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seed_wrap")),
    )
    with op.batch_alter_table("seed_wrap", schema=None) as batch:
        batch.create_index(
            batch.f("ix_seed_wrap_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "submission",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "token", sa.Uuid(), nullable=False, comment="Random, made with the form"
        ),
        sa.Column(
            "led_to",
            sa.String(),
            nullable=False,
            comment="A page address: references only",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_submission_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "person_id", "token", name=op.f("uq_submission_person_id_token")
        ),
    )
    op.create_table(
        "audit_key",
        sa.Column(
            "idx",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Counts the agency's own entries from 1: a gap is an omission",
        ),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_audit_key_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["idx"], ["audit_leaf.idx"], name=op.f("fk_audit_key_idx")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["audit_segment.id"], name=op.f("fk_audit_key_segment_id")
        ),
        sa.PrimaryKeyConstraint("idx", "agency_id", name=op.f("pk_audit_key")),
        sa.UniqueConstraint(
            "agency_id", "sequence", name=op.f("uq_audit_key_agency_id_sequence")
        ),
    )
    with op.batch_alter_table("audit_key", schema=None) as batch:
        batch.create_index("ix_audit_key_segment_id", ["segment_id"], unique=False)

    op.create_table(
        "claim",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("compartment", sa.String(40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_claim_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_claim_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_claim_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch:
        batch.create_index("ix_claim_case_field", ["case_id", "field_id"], unique=False)

    op.create_table(
        "episode",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column(
            "country",
            sa.String(),
            nullable=False,
            comment="Where the absence was noticed",
        ),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_episode_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
        sa.UniqueConstraint(
            "case_id", "number", name=op.f("uq_episode_case_id_number")
        ),
    )
    op.create_table(
        "epoch",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column(
            "previous",
            sa.LargeBinary(),
            nullable=False,
            comment="Commitment of the epoch before",
        ),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_epoch_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_epoch_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_epoch_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epoch")),
        sa.UniqueConstraint(
            "case_id",
            "compartment",
            "number",
            name=op.f("uq_epoch_case_id_compartment_number"),
        ),
    )
    op.create_table(
        "file",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("compartment", sa.String(40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("description_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_file_agency_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_file_case_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_file_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    with op.batch_alter_table("file", schema=None) as batch:
        batch.create_index(batch.f("ix_file_case_id"), ["case_id"], unique=False)

    op.create_table(
        "grant",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.Column("custodian_id", sa.Uuid(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["custodian_id"], ["person.id"], name=op.f("fk_grant_custodian_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name=op.f("fk_grant_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_grant_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
    )
    with op.batch_alter_table("grant", schema=None) as batch:
        batch.create_index(
            "ix_grant_membership_group", ["membership_id", "group_id"], unique=False
        )

    op.create_table(
        "note",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.String(40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_note_agency_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_note_case_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_note_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch:
        batch.create_index(batch.f("ix_note_case_id"), ["case_id"], unique=False)

    op.create_table(
        "search_row",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_search_row_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_search_row")),
    )
    op.create_table(
        "share",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("by_agency_id", sa.Uuid(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "compartments",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.String(40),
            nullable=False,
            comment="Why the agency needs to know",
        ),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("may_pass_on", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reason_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Why it was declined or withdrawn, sealed to the other agency",
        ),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the sharer took note of a refusal",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "until > created_at", name=op.f("ck_share_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_share_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_agency_id"], ["agency.id"], name=op.f("fk_share_by_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_share_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_share_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    with op.batch_alter_table("share", schema=None) as batch:
        batch.create_index(batch.f("ix_share_agency_id"), ["agency_id"], unique=False)
        batch.create_index(
            batch.f("ix_share_by_agency_id"), ["by_agency_id"], unique=False
        )
        batch.create_index(
            "ix_share_case_agency", ["case_id", "agency_id"], unique=False
        )

    op.create_table(
        "sighting",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.String(40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_sighting_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_sighting_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sighting_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
    )
    with op.batch_alter_table("sighting", schema=None) as batch:
        batch.create_index(batch.f("ix_sighting_case_id"), ["case_id"], unique=False)

    op.create_table(
        "alert",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "token",
            sa.Uuid(),
            nullable=False,
            comment="In the QR code; says nothing by itself",
        ),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("by_agency_id", sa.Uuid(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.String(40), nullable=True),
        sa.Column("withdrawn_by_agency_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_agency_id"], ["agency.id"], name=op.f("fk_alert_by_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_alert_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_alert_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_alert_episode_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_agency_id"],
            ["agency.id"],
            name=op.f("fk_alert_withdrawn_by_agency_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint(
            "episode_id", "version", name=op.f("uq_alert_episode_id_version")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_alert_token")),
    )
    with op.batch_alter_table("alert", schema=None) as batch:
        batch.create_index(batch.f("ix_alert_case_id"), ["case_id"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=True),
        sa.Column("checklist_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_id", sa.Uuid(), nullable=False),
        sa.Column(
            "goes_on_from_id",
            sa.Uuid(),
            nullable=True,
            comment="The short form whose answers count here until answered anew",
        ),
        sa.Column("compartment", sa.String(40), nullable=False),
        sa.Column("short_form", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_by_agency_id", sa.Uuid(), nullable=True),
        sa.Column("finished_by_person_id", sa.Uuid(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=True),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "edits",
            sa.Integer(),
            nullable=False,
            comment="Two changes at once: one is refused",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (result_sealed IS NULL)",
            name=op.f("ck_assessment_finished_with_its_result"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_assessment_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_assessment_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_assessment_episode_id")
        ),
        sa.ForeignKeyConstraint(
            ["finished_by_agency_id"],
            ["agency.id"],
            name=op.f("fk_assessment_finished_by_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["finished_by_person_id"],
            ["person.id"],
            name=op.f("fk_assessment_finished_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["goes_on_from_id"],
            ["assessment.id"],
            name=op.f("fk_assessment_goes_on_from_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assessment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_id"],
            ["published_checklist.id"],
            name=op.f("fk_assessment_published_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch:
        batch.create_index(
            "ix_assessment_case_checklist", ["case_id", "checklist_id"], unique=False
        )

    op.create_table(
        "procedure",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("published_id", sa.Uuid(), nullable=False),
        sa.Column(
            "configuration",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="The state of each track and since when; nothing about the child",
        ),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_procedure_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_procedure_episode_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_id"],
            ["published_flowchart.id"],
            name=op.f("fk_procedure_published_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("episode_id", name=op.f("uq_procedure_episode_id")),
    )
    with op.batch_alter_table("procedure", schema=None) as batch:
        batch.create_index(batch.f("ix_procedure_case_id"), ["case_id"], unique=False)

    op.create_table(
        "wrap",
        sa.Column("epoch_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("inbox", sa.LargeBinary(), nullable=True),
        sa.Column("shelf", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "inbox IS NOT NULL OR shelf IS NOT NULL", name=op.f("ck_wrap_holds_a_half")
        ),
        sa.ForeignKeyConstraint(
            ["epoch_id"], ["epoch.id"], name=op.f("fk_wrap_epoch_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name=op.f("fk_wrap_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrap")),
        sa.UniqueConstraint(
            "epoch_id", "group_id", name=op.f("uq_wrap_epoch_id_group_id")
        ),
    )
    with op.batch_alter_table("wrap", schema=None) as batch:
        batch.create_index(batch.f("ix_wrap_group_id"), ["group_id"], unique=False)

    op.create_table(
        "alert_part",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.String(40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_part_alert_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_part")),
        sa.UniqueConstraint(
            "alert_id", "compartment", name=op.f("uq_alert_part_alert_id_compartment")
        ),
    )
    op.create_table(
        "answer",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "item", sa.String(), nullable=False, comment="The id of the question"
        ),
        sa.Column("compartment", sa.String(40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_answer_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_answer_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_answer_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch:
        batch.create_index(
            batch.f("ix_answer_assessment_id"), ["assessment_id"], unique=False
        )

    op.create_table(
        "recipient",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("by_agency_id", sa.Uuid(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "confirmed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it confirmed that the alert was withdrawn",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_recipient_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_recipient_alert_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_agency_id"], ["agency.id"], name=op.f("fk_recipient_by_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint(
            "alert_id", "agency_id", name=op.f("uq_recipient_alert_id_agency_id")
        ),
    )
    with op.batch_alter_table("recipient", schema=None) as batch:
        batch.create_index(
            batch.f("ix_recipient_agency_id"), ["agency_id"], unique=False
        )

    op.create_table(
        "step_taken",
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=True),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="What was noted with it, in the coordination compartment",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_step_taken_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_step_taken_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_step_taken_procedure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_taken")),
    )
    with op.batch_alter_table("step_taken", schema=None) as batch:
        batch.create_index(
            batch.f("ix_step_taken_procedure_id"), ["procedure_id"], unique=False
        )

    op.create_table(
        "task",
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column(
            "title",
            sa.String(),
            nullable=False,
            comment="From the flowchart: no personal data",
        ),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column(
            "agency_id",
            sa.Uuid(),
            nullable=True,
            comment="Empty while no such agency takes part",
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "done", sa.Boolean(), nullable=False, comment="Done, not only lapsed"
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_task_agency_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_task_case_id")),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_task_procedure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint(
            "procedure_id",
            "step",
            "state",
            "due_at",
            name=op.f("uq_task_procedure_id_step_state_due_at"),
        ),
    )
    with op.batch_alter_table("task", schema=None) as batch:
        batch.create_index(
            "ix_task_agency_open", ["agency_id", "ended_at", "due_at"], unique=False
        )
        batch.create_index(batch.f("ix_task_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch:
        batch.drop_index(batch.f("ix_task_case_id"))
        batch.drop_index("ix_task_agency_open")

    op.drop_table("task")
    with op.batch_alter_table("step_taken", schema=None) as batch:
        batch.drop_index(batch.f("ix_step_taken_procedure_id"))

    op.drop_table("step_taken")
    with op.batch_alter_table("recipient", schema=None) as batch:
        batch.drop_index(batch.f("ix_recipient_agency_id"))

    op.drop_table("recipient")
    with op.batch_alter_table("answer", schema=None) as batch:
        batch.drop_index(batch.f("ix_answer_assessment_id"))

    op.drop_table("answer")
    op.drop_table("alert_part")
    with op.batch_alter_table("wrap", schema=None) as batch:
        batch.drop_index(batch.f("ix_wrap_group_id"))

    op.drop_table("wrap")
    with op.batch_alter_table("procedure", schema=None) as batch:
        batch.drop_index(batch.f("ix_procedure_case_id"))

    op.drop_table("procedure")
    with op.batch_alter_table("assessment", schema=None) as batch:
        batch.drop_index("ix_assessment_case_checklist")

    op.drop_table("assessment")
    with op.batch_alter_table("alert", schema=None) as batch:
        batch.drop_index(batch.f("ix_alert_case_id"))

    op.drop_table("alert")
    with op.batch_alter_table("sighting", schema=None) as batch:
        batch.drop_index(batch.f("ix_sighting_case_id"))

    op.drop_table("sighting")
    with op.batch_alter_table("share", schema=None) as batch:
        batch.drop_index("ix_share_case_agency")
        batch.drop_index(batch.f("ix_share_by_agency_id"))
        batch.drop_index(batch.f("ix_share_agency_id"))

    op.drop_table("share")
    op.drop_table("search_row")
    with op.batch_alter_table("note", schema=None) as batch:
        batch.drop_index(batch.f("ix_note_case_id"))

    op.drop_table("note")
    with op.batch_alter_table("grant", schema=None) as batch:
        batch.drop_index("ix_grant_membership_group")

    op.drop_table("grant")
    with op.batch_alter_table("file", schema=None) as batch:
        batch.drop_index(batch.f("ix_file_case_id"))

    op.drop_table("file")
    op.drop_table("epoch")
    op.drop_table("episode")
    with op.batch_alter_table("claim", schema=None) as batch:
        batch.drop_index("ix_claim_case_field")

    op.drop_table("claim")
    with op.batch_alter_table("audit_key", schema=None) as batch:
        batch.drop_index("ix_audit_key_segment_id")

    op.drop_table("audit_key")
    op.drop_table("submission")
    with op.batch_alter_table("seed_wrap", schema=None) as batch:
        batch.drop_index(batch.f("ix_seed_wrap_person_id"))

    op.drop_table("seed_wrap")
    op.drop_table("partner_pin")
    with op.batch_alter_table("membership", schema=None) as batch:
        batch.drop_index(batch.f("ix_membership_agency_id"))

    op.drop_table("membership")
    op.drop_table("group")
    with op.batch_alter_table("case", schema=None) as batch:
        batch.drop_index(batch.f("ix_case_lead_agency_id"))

    op.drop_table("case")
    op.drop_table("audit_segment")
    op.drop_table("audit_payload")
    with op.batch_alter_table("audit_checkpoint", schema=None) as batch:
        batch.drop_index(batch.f("ix_audit_checkpoint_size"))

    op.drop_table("audit_checkpoint")
    op.drop_table("published_flowchart")
    op.drop_table("published_checklist")
    op.drop_table("person")
    op.drop_table("audit_node")
    op.drop_table("audit_leaf")
    op.drop_table("agency")
