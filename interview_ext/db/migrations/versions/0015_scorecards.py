"""Scorecards, who saw the others', and what was decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _of_pad(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_pad_id_pads"
    return sa.ForeignKeyConstraint(["pad_id"], ["pads.id"], name, ondelete="CASCADE")


def _of_member(table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_member_id_members"
    return sa.ForeignKeyConstraint(["member_id"], ["members.id"], name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "scorecards",
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted", UTCDateTime(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        _of_pad("scorecards"),
        _of_member("scorecards", "CASCADE"),
        sa.PrimaryKeyConstraint("pad_id", "member_id", "version", name="pk_scorecards"),
    )
    op.create_index("ix_scorecards_member_id", "scorecards", ["member_id"])
    op.create_table(
        "scorecard_reveals",
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        _of_pad("scorecard_reveals"),
        _of_member("scorecard_reveals", "CASCADE"),
        sa.PrimaryKeyConstraint("pad_id", "member_id", name="pk_scorecard_reveals"),
    )
    op.create_table(
        "decisions",
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=True),
        sa.Column("member_name", sa.String(255), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        _of_pad("decisions"),
        _of_member("decisions", "SET NULL"),
        sa.PrimaryKeyConstraint("pad_id", "number", name="pk_decisions"),
    )


def downgrade() -> None:
    for name in ("decisions", "scorecard_reveals", "scorecards"):
        op.drop_table(name)
