"""What a new question begins with. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .paths import HIDDEN_TESTS, QUESTION_FILE, STARTER
from .question import WITHOUT_LANGUAGE

_FRONT = """\
---
title: {title}
type: {type}
{languages}difficulty: medium
minutes: 30
labels: []
# What interviewers alone read: hints, follow-ups, what good looks like.
notes: |

# What scorecards will ask for. It is needed before the question is published:
# rubric:
#   - competency: Reads the data before working on it
#     levels:
#       1: Starts without looking
#       2: Looks when asked to
#       3: Looks at types and missing values
#       4: Finds what is odd in the data and says what follows from it
---

Say here what this is about. It is shown from the beginning.

# First step

What is to be done first. Each heading like the one above begins a step that you reveal.
"""

_CASES = """\
cases:
  - name: Nothing to read
    input: ""
    output: |
      What the program has to print
"""

_PYTEST = """\
# A test imports the candidate's file by its name: from {module} import solve


def test_something():
    assert False, "Write what has to hold."
"""

_NOTEBOOK = "analysis.ipynb"


@dataclass(frozen=True)
class StarterLanguage:
    """What of a language a new question needs.

    Arguments:
        id: its name in the API.
        name: what people read.
        file: name of its file.
        notebook: metadata of its notebooks.
    """

    id: str
    name: str
    file: str
    notebook: dict[str, Any]


def beginning(title: str, type_: str, languages: Sequence[StarterLanguage]) -> dict[str, bytes]:
    """The files of a new question: a draft that still has to be written.

    Arguments:
        languages: the question's; none for a type without.
    """
    named = f"languages: [{', '.join(one.id for one in languages)}]\n"
    files = {
        QUESTION_FILE: _FRONT.format(
            title=json.dumps(title, ensure_ascii=False),
            type=type_,
            languages="" if type_ in WITHOUT_LANGUAGE else named,
        ).encode()
    }
    several = len(languages) > 1
    for one in languages:
        folder = f"{one.id}/" if several else ""
        if type_ == "notebook":
            files[f"{STARTER}/{folder}{_NOTEBOOK}"] = _notebook(one)
        else:
            files[f"{STARTER}/{folder}{one.file}"] = b""
        if type_ in ("notebook", "code") and one.id == "python":
            module = "analysis" if type_ == "notebook" else one.file.partition(".")[0]
            files[f"{HIDDEN_TESTS}/{folder}test_hidden.py"] = _PYTEST.format(module=module).encode()
    if type_ == "code" and any(one.id != "python" for one in languages):
        for one in languages:
            if one.id != "python":
                folder = f"{one.id}/" if several else ""
                files[f"{HIDDEN_TESTS}/{folder}cases.yaml"] = _CASES.encode()
    return files


def _notebook(language: StarterLanguage) -> bytes:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "first",
        "metadata": {},
        "outputs": [],
        "source": "",
    }
    notebook = {
        "cells": [cell],
        "metadata": language.notebook,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1).encode() + b"\n"
