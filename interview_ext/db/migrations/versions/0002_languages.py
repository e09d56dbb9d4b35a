"""The language of a pad."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # All pads that were made before are Python pads.
    op.add_column(
        "pads", sa.Column("language", sa.String(64), nullable=False, server_default="python")
    )


def downgrade() -> None:
    op.drop_column("pads", "language")
