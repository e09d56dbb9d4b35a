"""Questions for tests, as they are on disk."""

from __future__ import annotations

FRONT = """\
---
title: Count words
type: code
languages: [python]
difficulty: easy
minutes: 20
labels: [strings, warm-up]
open: [main.py]
notes: |
  Look for a **dictionary**.
rubric:
  - competency: Counting
    levels:
      1: Cannot begin
      2: Counts with help
      3: Counts
      4: Counts and says what it costs
---
"""

MARKDOWN = """\
Words are separated by blanks.

# Count

Write `count(text)`.

```python
# no heading
```

# Report the most frequent one

Ties go to the first.
"""

CASES = b"""\
cases:
  - name: Two words
    input: |
      a b
    output: |
      2
"""

TEST = b"""\
from main import count


def test_counts():
    assert count("a b a") == {"a": 2, "b": 1}
"""


SOLUTION = b"""\
from collections import Counter


def count(text):
    return dict(Counter(text.split()))
"""


def question_files(more: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """A whole question, with other files in it or other contents of the same ones."""
    return {
        "question.md": (FRONT + MARKDOWN).encode(),
        "starter/main.py": b"def count(text):\n    ...\n",
        "data/words.txt": b"a b a\n",
        "tests/test_visible.py": TEST,
        "hidden_tests/test_hidden.py": TEST,
        "solution/main.py": SOLUTION,
        **(more or {}),
    }
