"""A mail server, an outbox and a mailer."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import trustme

from interview_ext.db.engine import Database
from interview_ext.mail.mailer import Mailer
from interview_ext.mail.outbox import Outbox
from interview_ext.pads.pad import Pad, new_pad_id
from interview_ext.pads.store import Store

from .smtp import MailServer


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Whoever vouches for the mail server."""
    return trustme.CA()


@pytest.fixture
def certificates(authority, tmp_path) -> str:
    """What the authority signs with, as a file."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture
def tls(authority) -> ssl.SSLContext:
    """What a server needs that is called 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def make_server(jp_asyncio_loop) -> Iterator[Callable[..., Awaitable[MailServer]]]:
    """Makes mail servers that are stopped when the test is over."""
    servers: list[MailServer] = []

    async def make(**traits: Any) -> MailServer:
        server = MailServer(**traits)
        servers.append(server)
        return await server.start()

    yield make
    for server in servers:
        jp_asyncio_loop.run_until_complete(server.stop())


@pytest.fixture
def server(make_server, jp_asyncio_loop) -> MailServer:
    """One without encryption that takes everything."""
    return jp_asyncio_loop.run_until_complete(make_server())


@pytest.fixture
def database(tmp_path, jp_asyncio_loop) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/interview.db")
    jp_asyncio_loop.run_until_complete(database.open())
    yield database
    jp_asyncio_loop.run_until_complete(database.close())


@pytest.fixture
def pad_id(database, jp_asyncio_loop) -> str:
    """A pad that letters can be about."""
    pad = Pad(
        id=new_pad_id(),
        kind="live",
        state="not_started",
        title="Backend",
        candidate_name="Grace",
        start_with="notebook",
        instructions="",
        created_by=None,
        created=datetime.now(UTC),
    )
    jp_asyncio_loop.run_until_complete(Store(database).add_pads([(pad, ())]))
    return pad.id


@pytest.fixture
def outbox(database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def make_mailer(outbox, jp_asyncio_loop) -> Iterator[Callable[..., Awaitable[Mailer]]]:
    """Makes mailers that work, and that are stopped when the test is over."""
    mailers: list[Mailer] = []

    async def make(server: Any, **traits: Any) -> Mailer:
        options = {
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_security": "none",
            "sender": "Example Interviews <interviews@example.org>",
            "pauses": [0.05] * 400,
            **traits,
        }
        mailer = Mailer(outbox=outbox, **options)
        mailers.append(mailer)
        await mailer.start()
        return mailer

    yield make
    for mailer in mailers:
        jp_asyncio_loop.run_until_complete(mailer.stop())
