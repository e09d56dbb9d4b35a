"""Members, pads, admissions, participants and entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "members",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("username", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("username", name="uq_members_username"),
    )
    op.create_table(
        "pads",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("candidate_name", sa.String(255), nullable=False),
        sa.Column("start_with", sa.String(16), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=True),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.Column("started", UTCDateTime(), nullable=True),
        sa.Column("ended", UTCDateTime(), nullable=True),
        sa.Column("last_activity", UTCDateTime(), nullable=True),
        sa.Column("deleted_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["members.id"], "fk_pads_created_by_members", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pads"),
    )
    op.create_index("ix_pads_state", "pads", ["state"])
    op.create_table(
        "admissions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("waiting_cookie_hash", sa.String(64), nullable=False),
        sa.Column("knocked", UTCDateTime(), nullable=False),
        sa.Column("decided", UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(64), nullable=True),
        sa.Column("removed", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pad_id"], ["pads.id"], "fk_admissions_pad_id_pads", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["members.id"], "fk_admissions_decided_by_members", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_admissions"),
    )
    op.create_index(
        "ix_admissions_pad_id_waiting_cookie_hash",
        "admissions",
        ["pad_id", "waiting_cookie_hash"],
        unique=True,
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=True),
        sa.Column("admission_id", sa.String(64), nullable=True),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pad_id"], ["pads.id"], "fk_participants_pad_id_pads", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], "fk_participants_member_id_members", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["admission_id"],
            ["admissions.id"],
            "fk_participants_admission_id_admissions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
    )
    op.create_index(
        "ix_participants_pad_id_member_id", "participants", ["pad_id", "member_id"], unique=True
    )
    op.create_index(
        "ix_participants_pad_id_admission_id",
        "participants",
        ["pad_id", "admission_id"],
        unique=True,
    )
    op.create_table(
        "entries",
        sa.Column("cookie_hash", sa.String(64), nullable=False),
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pad_id"], ["pads.id"], "fk_entries_pad_id_pads", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            "fk_entries_participant_id_participants",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cookie_hash", name="pk_entries"),
    )
    op.create_index("ix_entries_pad_id", "entries", ["pad_id"])
    op.create_index("ix_entries_participant_id", "entries", ["participant_id"])


def downgrade() -> None:
    for table in ("entries", "participants", "admissions", "pads", "members"):
        op.drop_table(table)
