"""Who wrote a line, change by change."""

from __future__ import annotations

import pytest

from interview_ext.playback.lines import MAX_LINES
from interview_ext.playback.operation import apply, index_at, utf16_length

ADA, BOB = 0, 1


def after(source: str, *splices: tuple[int, int, str]) -> tuple[str, str]:
    """A text of Ada's that Bob changed, and who its lines are said to be by."""
    document = apply(None, ["r", {"source": source}], ADA, 1)
    for splice in splices:
        apply(document, ["t", ["source"], *splice], BOB, 2)
    assert {(who, t) for who, t in document["$lines"]} <= {(ADA, 1), (BOB, 2)}
    return document["source"], "".join("ab"[who] for who, _ in document["$lines"])


@pytest.mark.parametrize(
    ("splice", "text", "authors"),
    [
        ((0, 0, "x"), "xone\ntwo\nthree", "baa"),
        ((3, 0, "x"), "onex\ntwo\nthree", "baa"),
        # A line of one's own, before or after those of others, leaves theirs to them.
        ((3, 0, "\n"), "one\n\ntwo\nthree", "abaa"),
        ((4, 0, "new\n"), "one\nnew\ntwo\nthree", "abaa"),
        ((3, 0, "\nnew"), "one\nnew\ntwo\nthree", "abaa"),
        ((13, 0, "\nfour\nfive"), "one\ntwo\nthree\nfour\nfive", "aaabb"),
        ((0, 0, "zero\n"), "zero\none\ntwo\nthree", "baaa"),
        # Within a line it becomes two, and both are changed.
        ((5, 0, "\n"), "one\nt\nwo\nthree", "abba"),
        ((5, 0, "x\ny"), "one\ntx\nywo\nthree", "abba"),
        # What is taken out takes its lines along.
        ((3, 1, ""), "onetwo\nthree", "ba"),
        ((4, 4, ""), "one\nthree", "ab"),
        ((0, 13, ""), "", "b"),
        ((2, 4, "X\nY\nZ"), "onX\nY\nZo\nthree", "bbba"),
    ],
)
def test_a_change_is_put_down_to_the_lines_it_touches(splice, text, authors):
    assert after("one\ntwo\nthree", splice) == (text, authors)


def test_positions_count_as_javascript_does():
    assert after("a😀b\nc", (3, 1, "😀"), (6, 0, "!")) == ("a😀😀\n!c", "bb")
    assert utf16_length("a😀b") == 4
    with pytest.raises(ValueError, match="inside"):
        index_at("a😀b", 2)
    with pytest.raises(ValueError, match="outside"):
        index_at("abc", 4)


def test_a_map_that_arrives_has_a_stamp_a_line_wherever_it_is():
    document = apply(None, ["r", {"cells": [{"source": "a\nb"}], "meta": {}}], ADA, 1)
    apply(
        document, ["a", ["cells"], 1, 0, [{"source": "", "attachments": {"source": "x\n"}}]], BOB, 5
    )
    assert document["cells"][0]["$lines"] == [[ADA, 1], [ADA, 1]]
    assert document["cells"][1]["$lines"] == [[BOB, 5]]
    assert document["cells"][1]["attachments"]["$lines"] == [[BOB, 5], [BOB, 5]]
    apply(document, ["m", ["cells", 0], "source", "new"], BOB, 6)
    assert document["cells"][0]["$lines"] == [[BOB, 6]]
    apply(document, ["m", ["cells", 0], "source", 5], BOB, 7)
    assert "$lines" not in document["cells"][0]
    apply(document, ["x", ["cells", 1], "source"], BOB, 8)
    assert document["cells"][1].keys() == {"attachments"}


def test_a_text_of_very_many_lines_has_none():
    most = "\n" * (MAX_LINES - 1)
    document = apply(None, ["r", {"source": most, "more": {"source": most + "\n"}}], ADA, 1)
    assert len(document["$lines"]) == MAX_LINES
    assert "$lines" not in document["more"]
    apply(document, ["t", ["source"], 5, 0, "x"], BOB, 2)
    assert document["$lines"][5] == [BOB, 2]
    apply(document, ["t", ["source"], 0, 0, "\n"], BOB, 3)
    assert "$lines" not in document
    apply(document, ["t", ["source"], 0, 9, ""], BOB, 4)
    assert "$lines" not in document
    apply(document, ["m", [], "source", "x"], BOB, 5)
    assert document["$lines"] == [[BOB, 5]]
