"""Writes the sample database for DuckDB and for SQLite, into a new environment of the kernels.

Run by the environment's own Python when the environment is made. The files appear in the folder
``samples`` of every kernel's home directory.

    python prepare.py ENVIRONMENT
"""

import csv
import sqlite3
import sys
import tempfile
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parent))
from sample import SCHEMA, rows

samples = Path(sys.argv[1], "share", "interview", "home", "samples")
samples.mkdir(parents=True, exist_ok=True)
for name in ("shop.duckdb", "shop.sqlite"):
    (samples / name).unlink(missing_ok=True)

duck = duckdb.connect(str(samples / "shop.duckdb"))
lite = sqlite3.connect(samples / "shop.sqlite")
with tempfile.TemporaryDirectory() as directory, lite:
    for table, data in rows().items():
        for database in (duck, lite):
            database.execute(f"CREATE TABLE {table} ({SCHEMA[table]}\n)")
        # SQLite keeps times as text.
        texts = [
            tuple(str(cell) if hasattr(cell, "year") else cell for cell in row) for row in data
        ]
        marks = ", ".join("?" * len(data[0]))
        lite.executemany(f"INSERT INTO {table} VALUES ({marks})", texts)  # noqa: S608
        path = Path(directory, f"{table}.csv")
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(data)
        duck.execute(f"COPY {table} FROM '{path}' (HEADER false)")
lite.close()
duck.close()
