"""Comments as data: what can be one, and who may do what with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from interview_ext.comments.comment import (
    Comment,
    valid_document,
    valid_moment,
    valid_text,
)
from interview_ext.errors import InvalidInput, Refused
from interview_ext.recording.moment import MAX_MOMENT

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
COMMENT = Comment("c", "p", "ada", "Ada", 1500, "main.py", "Nice.", NOON)


@pytest.mark.parametrize(
    ("by", "role", "actions"),
    [
        ("ada", "interviewer", ["edit", "delete"]),
        ("ada", "reviewer", ["edit", "delete"]),
        ("ada", "admin", ["edit", "delete"]),
        ("bob", "interviewer", []),
        ("bob", "reviewer", []),
        ("bob", "admin", ["delete"]),
    ],
)
def test_who_may_do_what(by, role, actions):
    assert COMMENT.actions(by, role) == actions
    assert COMMENT.model(by, role)["actions"] == actions
    if "edit" in actions:
        changed = COMMENT.changed("Better.", by, NOON)
        assert (changed.text, changed.edited, changed.written) == ("Better.", NOON, NOON)
    else:
        with pytest.raises(Refused):
            COMMENT.changed("Better.", by, NOON)
    if "delete" in actions:
        COMMENT.check_deletion(by, role)
    else:
        with pytest.raises(Refused):
            COMMENT.check_deletion(by, role)


def test_nobody_edits_what_somebody_left_who_is_gone():
    left = Comment("c", "p", None, "Ada", 0, "", "Nice.", NOON)
    assert left.actions("ada", "interviewer") == []
    assert left.model("ada", "admin")["author"] == "Ada"
    assert left.model("ada", "admin")["document"] is None


def test_text_is_markdown_and_not_empty():
    assert valid_text("  Look **here**\r\nand there\n") == "Look **here**\nand there"
    for wrong in ("", " \n\t ", 7, None, "a\x00b", "x" * 10_001):
        with pytest.raises(InvalidInput):
            valid_text(wrong)


def test_moments_and_documents():
    assert valid_moment(0) == 0
    assert valid_moment(MAX_MOMENT - 1) == MAX_MOMENT - 1
    for moment in (-1, MAX_MOMENT):
        with pytest.raises(InvalidInput):
            valid_moment(moment)
    assert valid_document(None) == ""
    assert valid_document("a/main.py") == "a/main.py"
    for document in ("x" * 301, "a\nb", 3):
        with pytest.raises(InvalidInput):
            valid_document(document)
