"""Public links that make take-homes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0012"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "take_home_links",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("question_languages", sa.Text(), nullable=False),
        sa.Column("language", sa.String(64), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("time_limit", sa.Integer(), nullable=True),
        sa.Column("due", UTCDateTime(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("interviewers", sa.Text(), nullable=False),
        sa.Column("team_id", sa.String(64), nullable=True),
        sa.Column("created_by", sa.String(64), nullable=True),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.Column("closed", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["members.id"],
            "fk_take_home_links_created_by_members",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_take_home_links"),
    )


def downgrade() -> None:
    op.drop_table("take_home_links")
