"""Tests of how the process begins."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from interview_ext.startup import LaterModule
sys.modules["rfc3987_syntax"] = LaterModule("rfc3987_syntax", "is_valid_syntax")
from jsonschema import Draft202012Validator, FormatChecker
print("lark" in sys.modules)
checker = Draft202012Validator({"format": "iri"}, format_checker=FormatChecker())
print(checker.is_valid("https://example.org/é"), checker.is_valid("not an address"))
print("lark" in sys.modules)
"""


def test_what_is_imported_later_does_what_it_does_otherwise() -> None:
    pytest.importorskip("rfc3987_syntax")
    printed = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    ).stdout
    assert printed.split() == ["False", "True", "False", "True"]
