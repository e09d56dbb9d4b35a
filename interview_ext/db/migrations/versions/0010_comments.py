"""Comments on moments of recordings, and the tests of what was handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=True),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written", UTCDateTime(), nullable=False),
        sa.Column("edited", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pad_id"], ["pads.id"], "fk_comments_pad_id_pads", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], "fk_comments_member_id_members", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_pad_id_moment", "comments", ["pad_id", "moment"])
    op.add_column(
        "task_runs", sa.Column("graded", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    for name in ("passed", "total"):
        op.add_column(
            "task_runs", sa.Column(name, sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    for name in ("total", "passed", "graded"):
        op.drop_column("task_runs", name)
    op.drop_table("comments")
