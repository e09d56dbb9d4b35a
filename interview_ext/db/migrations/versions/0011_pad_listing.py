"""What pads and questions are found by: words, orders, and whose they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from interview_ext.questions.words import fold, words_of

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("title_key", sa.String(255), ""),
    ("candidate_key", sa.String(255), None),
    ("languages", sa.Text(), ""),
    ("words", sa.Text(), ""),
    ("number", sa.BigInteger(), None),
)

_LISTED = ("deleted_at", "ephemeral")
_ORDERS = ("last_activity", "starts_at", "title_key", "candidate_key")
_FILTERS = (
    "created", "id", "state", "kind", "team_id", "created_by", "number", "languages",
    "starts_at", "ended",
)  # fmt: skip

# The index of words keeps no words itself, so what is taken out of it has to be said again.
_SEARCH = (
    "CREATE VIRTUAL TABLE pad_search USING fts5"
    "(words, content='', prefix='1 2 3', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER pads_added AFTER INSERT ON pads BEGIN"
    " UPDATE pads SET number = (SELECT coalesce(max(number), 0) + 1 FROM pads)"
    " WHERE id = new.id;"
    " INSERT INTO pad_search (rowid, words) SELECT number, words FROM pads WHERE id = new.id;"
    " END",
    "CREATE TRIGGER pads_renamed AFTER UPDATE OF words ON pads WHEN old.words <> new.words BEGIN"
    " INSERT INTO pad_search (pad_search, rowid, words)"
    " VALUES ('delete', old.number, old.words);"
    " INSERT INTO pad_search (rowid, words) VALUES (new.number, new.words);"
    " END",
    "CREATE TRIGGER pads_gone AFTER DELETE ON pads BEGIN"
    " INSERT INTO pad_search (pad_search, rowid, words)"
    " VALUES ('delete', old.number, old.words);"
    " END",
    "INSERT INTO pad_search (rowid, words) SELECT number, words FROM pads",
)


def upgrade() -> None:
    for name, kind, default in _COLUMNS:
        op.add_column(
            "pads", sa.Column(name, kind, nullable=default is None, server_default=default)
        )
    connection = op.get_bind()
    _fold(connection)
    op.create_index("ix_pads_listing", "pads", [*_LISTED, *_FILTERS])
    for name in _ORDERS:
        op.create_index(f"ix_pads_deleted_at_ephemeral_{name}_id", "pads", [*_LISTED, name, "id"])
    op.create_index("ix_pads_created_by_id", "pads", ["created_by", "id"])
    op.create_index("ix_pads_number", "pads", ["number"], unique=True)
    op.create_index("ix_admissions_state_pad_id", "admissions", ["state", "pad_id"])
    op.drop_index("ix_tasks_question_id", "tasks")
    op.create_index("ix_tasks_question_id_pad_id", "tasks", ["question_id", "pad_id"])
    if _has_fts5():
        for statement in _SEARCH:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("pads_added", "pads_renamed", "pads_gone"):
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
    op.execute("DROP TABLE IF EXISTS pad_search")
    op.drop_index("ix_tasks_question_id_pad_id", "tasks")
    op.create_index("ix_tasks_question_id", "tasks", ["question_id"])
    op.drop_index("ix_admissions_state_pad_id", "admissions")
    op.drop_index("ix_pads_number", "pads")
    op.drop_index("ix_pads_created_by_id", "pads")
    for name in _ORDERS:
        op.drop_index(f"ix_pads_deleted_at_ephemeral_{name}_id", "pads")
    op.drop_index("ix_pads_listing", "pads")
    for name, _, _ in reversed(_COLUMNS):
        op.drop_column("pads", name)


def _fold(connection: sa.Connection) -> None:
    """Fill in the new columns of the pads that are there."""
    asked: dict[str, list[str]] = {}
    for pad_id, language in connection.execute(sa.text("SELECT pad_id, language FROM tasks")):
        asked.setdefault(pad_id, []).append(language)
    pads = connection.execute(
        sa.text(
            "SELECT id, title, candidate_name, candidate_email, start_with, language FROM pads"
            " ORDER BY created, id"
        )
    ).all()
    rows = []
    for number, pad in enumerate(pads, 1):
        own = [] if pad.start_with == "nothing" else [pad.language]
        said = f"{pad.title} {pad.candidate_name} {pad.candidate_email}"
        rows.append(
            {
                "id": pad.id,
                "title_key": fold(pad.title)[:255],
                "candidate_key": fold(pad.candidate_name)[:255] or None,
                "languages": _spaced([*own, *asked.get(pad.id, [])]),
                "words": _spaced(words_of(said)),
                "number": number,
            }
        )
    if rows:
        connection.execute(
            sa.text(
                "UPDATE pads SET title_key = :title_key, candidate_key = :candidate_key,"
                " languages = :languages, words = :words, number = :number WHERE id = :id"
            ),
            rows,
        )


def _spaced(words: list[str]) -> str:
    return "".join(f" {word}" for word in dict.fromkeys(words)) + (" " if words else "")


def _has_fts5() -> bool:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return False
    options = connection.exec_driver_sql("PRAGMA compile_options").scalars()
    return "ENABLE_FTS5" in set(options)
