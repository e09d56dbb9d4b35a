"""The question bank: questions, their revisions and files, and what they are found by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.db.tables import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = (
    "questions",
    "question_revisions",
    "question_blobs",
    "question_files",
    "question_cards",
    "question_facets",
    "question_favourites",
    "question_checks",
)


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("author_id", sa.String(64), nullable=True),
        sa.Column("created", UTCDateTime, nullable=False),
        sa.Column("archived", UTCDateTime, nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("published", sa.Integer, nullable=False),
        sa.Column("published_digest", sa.String(64), nullable=True),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("last_used", UTCDateTime, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], op.f("fk_questions_author_id_members"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("slug", name=op.f("uq_questions_slug")),
    )  # fmt: skip
    for name in ("author_id", "digest", "published_digest"):
        op.create_index(op.f(f"ix_questions_{name}"), "questions", [name])
    op.create_table(
        "question_revisions",
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("published", UTCDateTime, nullable=False),
        sa.Column("published_by", sa.String(64), nullable=True),
        _of_question("question_revisions"),
        sa.ForeignKeyConstraint(
            ["published_by"], ["members.id"], op.f("fk_question_revisions_published_by_members"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("question_id", "number", name=op.f("pk_question_revisions")),
    )  # fmt: skip
    op.create_table(
        "question_blobs",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("text", sa.Boolean, nullable=False),
        # Last, so that reading the others does not go through it.
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_question_blobs")),
    )
    op.create_table(
        "question_files",
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _of_question("question_files"),
        sa.ForeignKeyConstraint(
            ["sha256"], ["question_blobs.sha256"], op.f("fk_question_files_sha256_question_blobs")
        ),
        sa.PrimaryKeyConstraint("question_id", "revision", "path", name=op.f("pk_question_files")),
    )
    op.create_index(op.f("ix_question_files_sha256"), "question_files", ["sha256"])
    op.create_table(
        "question_cards",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("author_id", sa.String(64), nullable=True),
        sa.Column("published", sa.Integer, nullable=False),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("last_used", UTCDateTime, nullable=True),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("title_key", sa.String(255), nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("languages", sa.Text, nullable=False),
        sa.Column("difficulty", sa.String(16), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("changed", UTCDateTime, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        _of_question("question_cards"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], op.f("fk_question_cards_author_id_members"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_cards")),
    )  # fmt: skip
    for name in (
        "title_key", "changed", "uses", "last_used", "type", "difficulty", "author_id",
    ):  # fmt: skip
        op.create_index(
            op.f(f"ix_question_cards_listed_{name}"), "question_cards", ["listed", name]
        )
    op.create_index(
        op.f("ix_question_cards_author_id_revision"), "question_cards", ["author_id", "revision"]
    )
    op.create_index(
        op.f("ix_question_cards_question_id_revision"),
        "question_cards",
        ["question_id", "revision"],
        unique=True,
    )
    op.create_table(
        "question_facets",
        sa.Column("card_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("shown", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["question_cards.id"], op.f("fk_question_facets_card_id_question_cards"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("card_id", "kind", "value", name=op.f("pk_question_facets")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_question_facets_kind_value_card_id"),
        "question_facets",
        ["kind", "value", "card_id"],
    )
    op.create_table(
        "question_favourites",
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], op.f("fk_question_favourites_member_id_members"),
            ondelete="CASCADE",
        ),
        _of_question("question_favourites"),
        sa.PrimaryKeyConstraint("member_id", "question_id", name=op.f("pk_question_favourites")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_question_favourites_question_id"), "question_favourites", ["question_id"]
    )
    op.create_table(
        "question_checks",
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("reports", sa.Text, nullable=False),
        sa.Column("finished", UTCDateTime, nullable=False),
        _of_question("question_checks"),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_checks")),
    )
    if _has_fts5():
        # Found by what its words begin with. Elsewhere the cards' own words are looked through.
        op.execute(
            "CREATE VIRTUAL TABLE question_search USING fts5"
            "(title, labels, body, prefix='1 2 3', tokenize='unicode61')"
        )
        # A word in the title says more than one in the text.
        op.execute(
            "INSERT INTO question_search(question_search, rank) VALUES('rank', 'bm25(10.0, 5.0)')"
        )


def downgrade() -> None:
    op.execute("DROP TABLE IF EXISTS question_search")
    for name in reversed(_TABLES):
        op.drop_table(name)


def _of_question(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["question_id"], ["questions.id"], op.f(f"fk_{table}_question_id_questions"),
        ondelete="CASCADE",
    )  # fmt: skip


def _has_fts5() -> bool:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return False
    options = connection.exec_driver_sql("PRAGMA compile_options").scalars()
    return "ENABLE_FTS5" in set(options)
