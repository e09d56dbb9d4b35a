"""A list of pads as a table: nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest

from interview_ext.pads.csv import cell, head, lines

PAD = {
    "id": "x", "title": "Backend", "candidate_name": "Grace", "candidate_email": "g@example.org",
    "kind": "live", "state": "ended", "language": "python", "url": "https://example.org/x",
    "questions": [{"id": "1", "title": "Count words"}, {"id": "2", "title": "Merge"}],
    "assigned": [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Ben"}],
    "team": {"id": "t", "name": "Data"}, "created_by": None, "created": "2026-01-01T00:00:00.000Z",
    "starts_at": None, "time_zone": "", "duration": 60, "time_limit": None, "due": None,
    "started": None, "ended": None, "submitted": None, "reviewed": None, "reviewed_by": None,
    "tests": {"passed": 3, "total": 4},
}  # fmt: skip


def read(*pads):
    text = (head() + lines(pads)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_pad_is_a_line():
    (row,) = read(PAD)
    assert row["title"] == "Backend"
    assert row["questions"] == "Count words; Merge"
    assert row["interviewers"] == "Ada; Ben"
    assert row["team"] == "Data"
    assert row["made by"] == ""
    assert row["minutes"] == "60"
    assert row["scheduled"] == ""
    assert row["tests passed"] == "3 of 4"


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "=cmd|' /C calc'!A0"],
)
def test_no_cell_is_a_formula(name):
    (row,) = read({**PAD, "candidate_name": name})
    assert row["candidate"] == "'" + name
    assert cell(name) == "'" + name


def test_other_text_stays_as_it_is():
    names = ['Grace "Amazing" Hopper', "a, b; c", "O'Brien", "Ünal 😀", "1-2", "two\nlines"]
    rows = read(*({**PAD, "candidate_name": name} for name in names))
    assert [row["candidate"] for row in rows] == names
