"""Appointments, take-homes, reviews, and who is assigned to a pad."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0006"
down_revision = "0008"
branch_labels = None
depends_on = None


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("candidate_email", sa.String(255), nullable=False, server_default=""),
        sa.Column("door", sa.String(16), nullable=False, server_default="ask"),
        sa.Column("ephemeral", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("starts_at", UTCDateTime, nullable=True),
        sa.Column("duration", sa.Integer, nullable=True),
        sa.Column("time_zone", sa.String(64), nullable=False, server_default=""),
        sa.Column("schedule_sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("time_limit", sa.Integer, nullable=True),
        sa.Column("due", UTCDateTime, nullable=True),
        sa.Column("deadline", UTCDateTime, nullable=True),
        sa.Column("submitted", UTCDateTime, nullable=True),
        sa.Column("submitted_by", sa.String(16), nullable=False, server_default=""),
        sa.Column("reviewed", UTCDateTime, nullable=True),
        sa.Column("reviewed_by", sa.String(64), nullable=True),
        sa.Column("link_id", sa.String(64), nullable=True),
        sa.Column("counted", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("team_id", sa.String(64), nullable=True),
    )


def upgrade() -> None:
    for column in _columns():
        op.add_column("pads", column)
    op.execute("UPDATE pads SET counted = false WHERE kind = 'sandbox'")
    op.create_index("ix_pads_deadline", "pads", ["deadline"])
    op.create_index("ix_pads_counted_created", "pads", ["counted", "created"])
    op.create_table(
        "pad_interviewers",
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["pad_id"], ["pads.id"], "fk_pad_interviewers_pad_id_pads", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            "fk_pad_interviewers_member_id_members",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pad_id", "member_id", name="pk_pad_interviewers"),
    )
    op.create_index("ix_pad_interviewers_member_id", "pad_interviewers", ["member_id"])
    # Whoever made a pad is assigned to it.
    op.execute(
        "INSERT INTO pad_interviewers (pad_id, member_id)"
        " SELECT id, created_by FROM pads WHERE created_by IS NOT NULL AND deleted_at IS NULL"
    )


def downgrade() -> None:
    op.drop_table("pad_interviewers")
    op.drop_index("ix_pads_counted_created", "pads")
    op.drop_index("ix_pads_deadline", "pads")
    for column in reversed(_columns()):
        op.drop_column("pads", column.name)
