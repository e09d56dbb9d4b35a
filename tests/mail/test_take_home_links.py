"""The address of a take-home that was begun by a public link, by mail to whoever it is."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from ..hosts import Browser, Host
from ..pages.markup import Page
from ..takehome.test_links import new_link, visit
from .smtp import MailServer, until


@pytest.fixture
def host(make_host: Any, server: MailServer, jp_asyncio_loop: Any) -> Host:
    """A host that writes mail to the test's own mail server."""
    traits = {
        "Mailer.smtp_host": "127.0.0.1",
        "Mailer.smtp_port": server.port,
        "Mailer.smtp_security": "none",
        "Mailer.sender": "interviews@example.org",
    }
    host: Host = jp_asyncio_loop.run_until_complete(make_host(**traits))
    return host


def to(server: MailServer, address: str) -> list[EmailMessage]:
    """What was sent to somebody, the oldest first."""
    return [one for one in server.messages if one["To"] == address]


async def test_the_address_comes_by_mail_and_only_there(host: Host, server: MailServer) -> None:
    link = await new_link(host, title="Count the words")
    location = (await visit(Browser(host), link)).headers["Location"]
    await until(lambda: len(to(server, "ada@example.org")) == 1)
    first = to(server, "ada@example.org")[0]
    assert first["Subject"] == "Your take-home: Count the words"
    assert host.url(location) in first.get_content()

    # Whoever types her address gets nothing; she gets the address once more.
    page = Page((await visit(Browser(host), link)).body)
    assert page.headline == "Please look into your mail"
    assert location not in page.source
    await until(lambda: len(to(server, "ada@example.org")) == 2)
    assert host.url(location) in to(server, "ada@example.org")[1].get_content()


async def test_nobody_is_flooded_with_it(host: Host, server: MailServer) -> None:
    link = await new_link(host)
    for _ in range(6):
        await visit(Browser(host), link)
    await until(lambda: len(to(server, "ada@example.org")) == 3)
    await visit(Browser(host), link, "grace@example.org")
    await until(lambda: len(to(server, "grace@example.org")) == 1)
    assert len(to(server, "ada@example.org")) == 3
