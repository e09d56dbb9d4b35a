"""E-mail addresses, ids, and when a public link is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from interview_ext.errors import InvalidInput
from interview_ext.takehome.link import Link, is_link_id, new_link_id, valid_email

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LINK = Link("x" * 24, "Words", (), {}, "python", "", 60, None, 100, (), None, "member", NOW)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("grace@example.org", "grace@example.org"),
        ("  Grace.Hopper+jobs@Example.ORG ", "grace.hopper+jobs@example.org"),
        ("o'neil@mail.example.museum", "o'neil@mail.example.museum"),
        ("grace@bücher.example", "grace@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert valid_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "grace", "grace@", "@example.org", "grace@example", "a b@example.org",
        "grace@example.org, ada@example.org", "grace@example.org\nBcc: ada@example.org",
        "<grace@example.org>", "grace@exa mple.org", "g" * 300 + "@example.org", None, 7,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: object) -> None:
    with pytest.raises(InvalidInput):
        valid_email(typed)


def test_ids_cannot_be_guessed_and_are_safe_in_addresses() -> None:
    ids = {new_link_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(is_link_id(one) for one in ids)
    assert not is_link_id("x" * 23)
    assert not is_link_id("x" * 23 + "/")


def test_when_a_link_is_open() -> None:
    assert LINK.is_open(NOW)
    assert replace(LINK, due=NOW + timedelta(seconds=1)).is_open(NOW)
    assert not replace(LINK, due=NOW).is_open(NOW)
    assert not replace(LINK, closed=NOW - timedelta(days=1)).is_open(NOW)
    assert not replace(LINK, created_by=None).is_open(NOW), "nobody could answer for its pads"
