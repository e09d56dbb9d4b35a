"""Accounts, invitations, signed-in browsers and teams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0007"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("email", sa.String(255), nullable=False, server_default=""))
    op.add_column("members", sa.Column("removed", UTCDateTime(), nullable=True))
    op.add_column("members", sa.Column("last_seen", UTCDateTime(), nullable=True))
    op.create_index("ix_members_email", "members", ["email"])
    op.add_column("questions", sa.Column("team_id", sa.String(64), nullable=True))
    op.create_index("ix_questions_team_id", "questions", ["team_id"])
    op.add_column("question_cards", sa.Column("team_id", sa.String(64), nullable=True))
    op.add_column("entries", sa.Column("sign_in_id", sa.String(64), nullable=True))
    op.create_index("ix_entries_sign_in_id", "entries", ["sign_in_id"])
    op.create_table(
        "passwords",
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(255), nullable=False),
        sa.Column("changed", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], "fk_passwords_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name="pk_passwords"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("cookie_hash", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(255), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.Column("last_seen", UTCDateTime(), nullable=False),
        sa.Column("expires", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], "fk_sign_ins_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ins"),
        sa.UniqueConstraint("cookie_hash", name="uq_sign_ins_cookie_hash"),
    )
    op.create_index("ix_sign_ins_member_id", "sign_ins", ["member_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("email", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=True),
        sa.Column("expires", UTCDateTime(), nullable=False),
        sa.Column("used", UTCDateTime(), nullable=True),
        sa.Column("used_by", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["members.id"],
            "fk_invitations_created_by_members",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["used_by"], ["members.id"], "fk_invitations_used_by_members", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("secret_hash", name="uq_invitations_secret_hash"),
    )
    op.create_index("ix_invitations_email", "invitations", ["email"])
    op.create_table(
        "teams",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("name_key", sa.String(80), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("name_key", name="uq_teams_name_key"),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], "fk_team_members_team_id_teams", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], "fk_team_members_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "member_id", name="pk_team_members"),
    )
    op.create_index("ix_team_members_member_id", "team_members", ["member_id"])


def downgrade() -> None:
    for table in ("team_members", "teams", "invitations", "sign_ins", "passwords"):
        op.drop_table(table)
    op.drop_index("ix_entries_sign_in_id", "entries")
    op.drop_column("entries", "sign_in_id")
    op.drop_column("question_cards", "team_id")
    op.drop_index("ix_questions_team_id", "questions")
    op.drop_column("questions", "team_id")
    op.drop_index("ix_members_email", "members")
    for column in ("last_seen", "removed", "email"):
        op.drop_column("members", column)
