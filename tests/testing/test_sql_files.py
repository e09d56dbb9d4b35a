"""What candidates have in files of SQL beside the query that is asked for."""

from __future__ import annotations

import pytest

from .conftest import Run, outcomes

RESULTS = """
    results:
      - name: The oldest
        file: oldest.sql
        expect: |
          name
          Ida
"""
PEOPLE = "name,age\nIda,70\nJo,9\n"
QUERY = "SELECT name FROM people ORDER BY age DESC LIMIT 1"


@pytest.mark.parametrize(
    "source",
    [
        QUERY,
        f"{QUERY};\n-- that was it\n",
        f"SELECT count(*) FROM people;\n{QUERY};",
        f".tables\n{QUERY};\n.schema people\n",
        f"%duckdb\n\n{QUERY};",
    ],
    ids=["bare", "a note at the end", "two queries", "commands of the kernel", "an engine"],
)
async def test_the_last_query_counts(run: Run, source: str) -> None:
    report = await run(
        {"oldest.sql": source},
        {"results.yaml": RESULTS},
        data={"people.csv": PEOPLE},
        language="sql",
    )
    assert outcomes(report) == {"The oldest": "passed"}


async def test_a_dot_within_a_query_is_no_command(run: Run) -> None:
    report = await run(
        {"oldest.sql": "SELECT people\n.name FROM people WHERE age > 9;"},
        {"results.yaml": RESULTS},
        data={"people.csv": PEOPLE},
        language="sql",
    )
    assert outcomes(report) == {"The oldest": "passed"}
