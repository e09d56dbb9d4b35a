"""Tests by input and output, and by the rows of a query."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from interview_ext.provisioning.kernelspecs import SandboxedKernelSpecManager

from .conftest import named, outcomes

CASES = """
cases:
  - name: A greeting
    input: |
      Ada
    output: |
      Hello, Ada!
  - name: Another name
    input: |
      Bob
    output: |
      Hello, Ada!
  - name: Blanks do not count
    input: "Eve\\n"
    output: "Hello, Eve!   \\n\\n"
"""

GREETINGS = {
    "python": {"main.py": "print(f'Hello, {input()}!')\n"},
    "javascript": {
        "main.js": "import fs from 'node:fs';\n"
        "console.log(`Hello, ${fs.readFileSync(0, 'utf8').trim()}!`);\n"
    },
    "typescript": {
        "main.ts": "const text: string = await new Response(Deno.stdin.readable).text();\n"
        "console.log(`Hello, ${text.trim()}!`);\n"
    },
    "r": {"main.R": "cat('Hello, ', readLines('stdin', 1), '!\\n', sep = '')\n"},
    "bash": {"main.sh": 'read name\necho "Hello, $name!"\n'},
    "c": {
        "main.c": '#include "greet.h"\nint main(void) { char n[9]; scanf("%8s", n); greet(n); }\n',
        "greet.h": '#include <stdio.h>\n#define greet(n) printf("Hello, %s!\\n", n)\n',
    },
    "java": {
        "Main.java": "import java.util.Scanner;\npublic class Main {\n"
        "  public static void main(String[] a) {\n"
        '    System.out.println("Hello, " + new Scanner(System.in).next() + "!");\n  }\n}\n'
    },
    "ruby": {"main.rb": 'puts "Hello, #{gets.strip}!"\n'},
    "rust": {
        "main.rs": "fn main() {\n    let mut n = String::new();\n"
        "    std::io::stdin().read_line(&mut n).unwrap();\n"
        '    println!("Hello, {}!", n.trim());\n}\n'
    },
}


@pytest.mark.parametrize("language", GREETINGS)
async def test_programs_of_a_language_are_judged_by_what_they_print(language, run):
    if kernel(language) not in SandboxedKernelSpecManager().find_kernel_specs():
        pytest.skip(f"{language} is not on this machine")
    report = await run(GREETINGS[language], {"cases.yaml": CASES}, language=language)
    assert outcomes(report) == {
        "A greeting": "passed",
        "Another name": "failed",
        "Blanks do not count": "passed",
    }
    other = named(report, "Another name")
    assert other.message == "Line 1 is “Hello, Bob!” instead of “Hello, Ada!”."
    assert (other.expected, other.actual) == ("Hello, Ada!", "Hello, Bob!")


def kernel(language: str) -> str:
    return {"python": "python3", "r": "r"}.get(language, language)


async def test_what_went_wrong_with_a_program_is_said(run):
    program = """
    import sys, time
    word = sys.argv[1]
    if word == "fail":
        raise ValueError("no such word")
    if word == "leave":
        sys.exit(3)
    if word == "wait":
        time.sleep(60)
    if word == "flood":
        while True:
            print("x" * 1000)
    print(word)
    print("and more")
    """
    cases = ["cases:"]
    for word in ("fail", "leave", "wait", "flood", "word"):
        cases.append(f"  - {{name: {word}, output: word, arguments: [{word}]}}")
    report = await run({"main.py": program}, {"cases.yaml": "\n".join(cases)}, call_time=2.0)
    said = {test.name: (test.outcome, test.message) for test in report.tests}
    assert said["fail"][0] == "error"
    assert "exit status 1" in said["fail"][1]
    assert "ValueError: no such word" in said["fail"][1]
    assert said["leave"] == ("error", "The program ended with exit status 3.")
    assert said["wait"] == ("error", "It took longer than 2 seconds.")
    assert said["flood"] == ("error", "It printed more than 1 MiB.")
    assert said["word"] == ("failed", "Line 2 is too much: “and more”.")


async def test_a_program_that_does_not_compile_or_is_not_there(run):
    if "c" not in SandboxedKernelSpecManager().find_kernel_specs():
        pytest.skip("C is not on this machine")
    broken = await run({"main.c": "int main( {"}, {"cases.yaml": CASES}, language="c")
    assert all(test.outcome == "error" for test in broken.tests)
    assert "It could not be compiled.\nmain.c:1:" in broken.tests[0].message
    missing = await run({}, {"cases.yaml": CASES}, language="c")
    assert missing.tests[0].message == "There is no file main.c."


RESULTS = """
database: data/shop.sqlite
results:
  - name: Totals
    file: totals.sql
    expect: |
      name,total
      Ada,3.30
      Bob,
  - name: In order
    file: totals.sql
    ordered: true
    columns: [name, sum]
    expect: |
      name,sum
      Bob,NULL
      Ada,3.3
"""

TOTALS = """
-- What everybody spent; a comment; with semicolons
CREATE TEMP VIEW t AS SELECT name, sum(price) AS sum FROM orders GROUP BY name;
SELECT * FROM t ORDER BY name{order};
"""


@pytest.fixture
def shop(tmp_path: Path) -> bytes:
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE orders (name TEXT, price REAL)")
        rows = [("Ada", 1.1), ("Ada", 2.2), ("Bob", None)]
        connection.executemany("INSERT INTO orders VALUES (?, ?)", rows)
    connection.close()
    return path.read_bytes()


async def test_rows_are_compared_in_any_order_or_in_one(shop, run):
    right = await run(
        {"totals.sql": TOTALS.format(order=" DESC")},
        {"results.yaml": RESULTS},
        data={"shop.sqlite": shop},
        language="sql",
    )
    assert outcomes(right) == {"Totals": "passed", "In order": "passed"}
    unordered = await run(
        {"totals.sql": TOTALS.format(order="")},
        {"results.yaml": RESULTS},
        data={"shop.sqlite": shop},
        language="sql",
    )
    assert outcomes(unordered) == {"Totals": "passed", "In order": "failed"}
    assert unordered.tests[1].message == "The rows are right, but not in the right order."


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT 'Ada', 3.3000001 UNION ALL SELECT 'Bob', NULL", ""),
        ("SELECT 'Ada', 3.31 UNION ALL SELECT 'Bob', NULL", "Missing: (Ada, 3.30)"),
        ("SELECT 'Ada', 3.3 UNION ALL SELECT 'Bob', 0", "Missing: (Bob, )"),
        ("SELECT 'Ada', 3.3", "Missing: (Bob, )"),
        ("SELECT * FROM orders", "Not expected: (Ada, 1.1), (Ada, 2.2)"),
        ("SELECT name FROM orders", "There are 1 columns (name) instead of 2 (name, total)."),
        ("SELECT nobody FROM orders", "no such column: nobody"),
        ("CREATE TABLE t (a)", "There is no query in the file"),
        ("DELETE FROM orders; SELECT 'Ada', 3.3 UNION SELECT 'Bob', NULL", ""),
    ],
)
async def test_wrong_rows_are_told(query, said, shop, run):
    report = await run(
        {"totals.sql": query}, {"results.yaml": RESULTS}, data={"shop.sqlite": shop}, language="sql"
    )
    first = report.tests[0]
    assert (first.outcome == "passed") is (said == "")
    assert said in first.message


async def test_tables_of_files_and_hidden_databases(shop, run):
    results = """
    results:
      - name: Cities
        file: cities.sql
        expect: |
          city,people
          Ulm,2
      - name: Other data
        file: names.sql
        database: other.sqlite
        expect: |
          name
          Ada
          Ada
          Bob
    """
    report = await run(
        {
            "cities.sql": "SELECT city, count(*) AS people FROM people GROUP BY ALL;",
            "names.sql": "SELECT name FROM orders",
        },
        {"results.yaml": results, "other.sqlite": shop},
        data={"people.csv": "name,city\nAda,Ulm\nBob,Ulm\n"},
        language="sql",
    )
    assert [test for test in report.tests if test.outcome != "passed"] == []
