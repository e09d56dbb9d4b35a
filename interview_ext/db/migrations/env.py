"""What Alembic runs around the migrations. The engine hands over an open connection."""

from __future__ import annotations

from alembic import context

from interview_ext.db.tables import Table

connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("migrations run on a connection that interview_ext.db.engine opened")

context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    # SQLite cannot alter a column in place.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
