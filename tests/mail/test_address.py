"""Addresses that mail can be sent to, and what is none."""

from __future__ import annotations

import pytest

from interview_ext.errors import InvalidInput
from interview_ext.mail.address import mail_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("grace@example.com", "grace@example.com"),
        ("  Grace.Hopper+jobs@Example.COM ", "Grace.Hopper+jobs@example.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("root@localhost", "root@localhost"),
        ("o'brien@mail.example.org", "o'brien@mail.example.org"),
    ],
)
def test_an_address_is_kept_as_mail_servers_want_it(typed, kept):
    assert mail_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "grace", "@example.com", "grace@", "grace@example", "grace hopper@example.com",
        "grace@@example.com", "grace@exa mple.com", "grace@example..com", ".grace@example.com",
        "grace.@example.com", "Grace <grace@example.com>", "grace@example.com, ada@example.com",
        "grace@example.com\nBcc: ada@example.com", "grace\r\n@example.com", "grace@example.com>",
        '"a b"@example.com', "grace@[127.0.0.1]", "grace@127.0.0.1", "grace@-x.example",
        "grace@under_score.example", "gräce@example.com", "a" * 65 + "@example.com",
        "grace@" + "a" * 64 + ".example", "grace@" + "a." * 200 + "example", "grace@example.com.",
        "grace\u202e@example.com", "grace\x00@example.com", None, 7,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(typed):
    with pytest.raises(InvalidInput):
        mail_address(typed)
