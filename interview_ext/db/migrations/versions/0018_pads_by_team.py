"""Pads of some teams are found without going through all others."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_LISTED = ("deleted_at", "ephemeral")
_BEFORE = (
    "created", "id", "state", "kind", "team_id", "created_by", "number", "languages",
    "starts_at", "ended",
)  # fmt: skip
_AFTER = (
    "team_id", "state", "kind", "created_by", "number", "languages", "created", "starts_at",
    "ended", "id",
)  # fmt: skip


def upgrade() -> None:
    op.drop_index("ix_pads_listing", "pads")
    op.create_index("ix_pads_listing", "pads", [*_LISTED, *_AFTER])
    op.create_index("ix_pads_deleted_at_ephemeral_created_id", "pads", [*_LISTED, "created", "id"])
    op.create_index("ix_pads_deleted_at_ephemeral_languages", "pads", [*_LISTED, "languages"])


def downgrade() -> None:
    op.drop_index("ix_pads_deleted_at_ephemeral_languages", "pads")
    op.drop_index("ix_pads_deleted_at_ephemeral_created_id", "pads")
    op.drop_index("ix_pads_listing", "pads")
    op.create_index("ix_pads_listing", "pads", [*_LISTED, *_BEFORE])
