"""Templates of interviews, and the pads that are made from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "templates",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("team_id", sa.String(64), nullable=True),
        sa.Column("author_id", sa.String(64), nullable=True),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.Column("changed", UTCDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("archived", UTCDateTime(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], "fk_templates_author_id_members", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_templates"),
    )
    op.create_index("ix_templates_team_id", "templates", ["team_id"])
    op.create_table(
        "template_revisions",
        sa.Column("template_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved", UTCDateTime(), nullable=False),
        sa.Column("saved_by", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["templates.id"],
            "fk_template_revisions_template_id_templates",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"],
            ["members.id"],
            "fk_template_revisions_saved_by_members",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("template_id", "number", name="pk_template_revisions"),
    )
    op.create_table(
        "pad_templates",
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("template_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pad_id"], ["pads.id"], "fk_pad_templates_pad_id_pads", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pad_id", name="pk_pad_templates"),
    )
    op.create_index("ix_pad_templates_template_id", "pad_templates", ["template_id"])


def downgrade() -> None:
    for name in ("pad_templates", "template_revisions", "templates"):
        op.drop_table(name)
