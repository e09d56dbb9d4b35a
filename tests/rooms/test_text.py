"""A text that something else rewrote: the shared text becomes the same, whatever it holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc

from interview_ext.rooms.document import ServerText

TEXT = st.text(alphabet="ab\né€😀", max_size=20)


@given(TEXT, TEXT, TEXT, TEXT)
def test_becomes_what_was_written(head: str, before: str, after: str, tail: str) -> None:
    text = ServerText(Doc())
    text.set(head + before + tail)
    text.set(head + after + tail)
    assert text.get() == head + after + tail


def test_what_did_not_change_is_left_alone() -> None:
    """Cursors and what others are typing at the moment hang on it."""
    text = ServerText(Doc())
    text.set("first line\nsecond line\nthird line\n")
    seen: list[object] = []
    text._ysource.observe(lambda event: seen.extend(event.delta))
    text.set("first line\n2nd line\nthird line\n")
    assert seen == [{"retain": 11}, {"delete": 4}, {"insert": "2"}] or seen == [
        {"retain": 11},
        {"insert": "2"},
        {"delete": 4},
    ]
