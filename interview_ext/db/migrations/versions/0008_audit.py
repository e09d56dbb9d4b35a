"""The audit log, which the database itself keeps from being changed; and settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None

_REFUSAL = "the audit log can only be added to"


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("action", sa.String(100), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=True),
        sa.Column("member_name", sa.String(255), nullable=False),
        sa.Column("pad_id", sa.String(64), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    for name in ("pad_id", "member_id", "action"):
        op.create_index(op.f(f"ix_audit_{name}_id"), "audit", [name, "id"])
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_table(
        "settings",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        )
        return
    for name, event, when in (
        ("audit_changed", "UPDATE", ""),
        ("audit_deleted", "DELETE", ""),
        # Without it, INSERT OR REPLACE would put a line in the place of another.
        ("audit_replaced", "INSERT", "WHEN NEW.id IN (SELECT id FROM audit)"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON audit {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def downgrade() -> None:
    op.drop_table("settings")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only()")
