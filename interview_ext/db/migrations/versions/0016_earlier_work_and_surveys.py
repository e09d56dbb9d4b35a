"""Candidates who are the same person, and what candidates say about interviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_matches",
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("other_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=True),
        sa.Column("confirmed", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pad_id"], ["pads.id"], "fk_earlier_matches_pad_id_pads", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["pads.id"], "fk_earlier_matches_other_id_pads", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            "fk_earlier_matches_member_id_members",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("pad_id", "other_id", name="pk_earlier_matches"),
    )
    op.create_index("ix_earlier_matches_other_id", "earlier_matches", ["other_id"])
    op.create_table(
        "survey_answers",
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("admission_id", sa.String(64), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pad_id"], ["pads.id"], "fk_survey_answers_pad_id_pads", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["admission_id"],
            ["admissions.id"],
            "fk_survey_answers_admission_id_admissions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pad_id", "admission_id", name="pk_survey_answers"),
    )
    op.create_index("ix_survey_answers_admission_id", "survey_answers", ["admission_id"])


def downgrade() -> None:
    op.drop_table("survey_answers")
    op.drop_table("earlier_matches")
