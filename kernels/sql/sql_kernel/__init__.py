"""A kernel whose cells are SQL, run by DuckDB or SQLite."""
