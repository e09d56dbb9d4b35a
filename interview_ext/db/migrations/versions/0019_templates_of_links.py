"""Public links know their template, and answers of candidates the order in which they came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("take_home_links", sa.Column("template_id", sa.String(64)))
    op.add_column("take_home_links", sa.Column("template_revision", sa.Integer()))
    op.add_column(
        "survey_answers", sa.Column("number", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("survey_answers", "number")
    op.drop_column("take_home_links", "template_revision")
    op.drop_column("take_home_links", "template_id")
