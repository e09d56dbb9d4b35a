"""Pads are found by when they ended without looking at all of them."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_pads_deleted_at_ephemeral_ended_id", "pads", ["deleted_at", "ephemeral", "ended", "id"]
    )


def downgrade() -> None:
    op.drop_index("ix_pads_deleted_at_ephemeral_ended_id", "pads")
