"""A question for tests that are about tasks."""

from __future__ import annotations

from pathlib import Path

from interview_ext.questions.examples import example_id

SLUG = "count-words"
ID = example_id(SLUG)

SECRETS = ("the-note-nobody-reads", "the-solution-nobody-reads", "the-hidden-case")
"""Words of the private parts: whoever finds one where it must not be has found a hole."""

FILES = {
    "question.md": f"""---
title: Count words
type: code
languages: [python, bash]
difficulty: easy
minutes: 15
labels: [text]
notes: |
  {SECRETS[0]}
rubric:
  - competency: Care
    levels:
      1: none
      2: some
      3: much
      4: all of it
---
Write a function that counts.

# Count

Count the words of a text.

# Count lines

And now the lines.
""",
    "starter/python/main.py": "def count(text):\n    return 0\n",
    "starter/bash/main.sh": "echo 0\n",
    "data/words.txt": "one two\n",
    "tests/python/test_count.py": """from main import count


def test_two_words():
    assert count("one two") == 2
""",
    "tests/bash/cases.yaml": """cases:
  - name: Two words
    input: |
      one two
    output: |
      2
""",
    "hidden_tests/python/test_more.py": f"""from main import count


def test_{SECRETS[2].replace("-", "_")}():
    assert count("{SECRETS[2]} x") == 2


def test_none():
    assert count("") == 0
""",
    "solution/python/main.py": f"def count(text):\n    return len(text.split())  # {SECRETS[1]}\n",
    "solution/bash/main.sh": "wc -w\n",
}

SOLVED = "def count(text):\n    return len(text.split())\n"


def write(folder: Path, **changes: str) -> Path:
    """Put the question into a folder; `changes` replace what is in its ``question.md``."""
    for path, text in FILES.items():
        for old, new in changes.items():
            text = text.replace(old, new)
        target = folder / SLUG / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return folder / SLUG
