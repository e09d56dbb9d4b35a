"""The history of the tables, for Alembic; applied when the application starts."""
