"""What proves that a recording is whole, and when it was deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pads", sa.Column("sealed_frames", sa.BigInteger, nullable=True))
    op.add_column("pads", sa.Column("sealed_head", sa.String(64), nullable=True))
    op.add_column("pads", sa.Column("sealed_at", UTCDateTime, nullable=True))
    op.add_column("pads", sa.Column("recording_deleted", UTCDateTime, nullable=True))


def downgrade() -> None:
    for name in ("recording_deleted", "sealed_at", "sealed_head", "sealed_frames"):
        op.drop_column("pads", name)
