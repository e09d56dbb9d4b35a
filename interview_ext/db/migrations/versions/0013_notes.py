"""Drafts of what members write about pads, and who may read their notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback_drafts",
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("changed", UTCDateTime(), nullable=False),
        *_of_pad_and_member("feedback_drafts"),
        sa.PrimaryKeyConstraint("pad_id", "member_id", "kind", name="pk_feedback_drafts"),
    )
    op.create_index("ix_feedback_drafts_member_id", "feedback_drafts", ["member_id"])
    op.create_table(
        "notes",
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("visibility", sa.String(16), nullable=False),
        *_of_pad_and_member("notes"),
        sa.PrimaryKeyConstraint("pad_id", "member_id", name="pk_notes"),
    )
    op.create_index("ix_notes_member_id", "notes", ["member_id"])


def _of_pad_and_member(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["pad_id"], ["pads.id"], f"fk_{table}_pad_id_pads", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], f"fk_{table}_member_id_members", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("notes")
    op.drop_table("feedback_drafts")
