"""A real SMTP server in the test's own process, which can have bad days."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "interviews", "correct horse"


class MailServer:
    """Takes mail on a port of this machine and keeps it.

    Arguments:
        tls: what it needs to speak TLS.
        at_once: whether it speaks TLS from the beginning, and not after STARTTLS.
        login: whether it wants a user name and password.
    """

    def __init__(
        self, *, tls: ssl.SSLContext | None = None, at_once: bool = False, login: bool = False
    ) -> None:
        self.tls, self.at_once, self.login = tls, at_once, login
        self.port = 0
        self.messages: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.encrypted: list[bool] = []
        # What it answers to the next mails for an address, such as "451 Come back later".
        self.answers: dict[str, list[str]] = {}
        self.asked: list[str] = []
        # Called when a whole message is there, before the answer.
        self.examine: Callable[[], Awaitable[Any]] | None = None
        self.tried_passwords: list[bytes] = []
        self._server: asyncio.Server | None = None

    async def start(self) -> MailServer:
        """Listen; on the port it had before, if it had one."""
        self._server = await asyncio.get_running_loop().create_server(
            self._protocol,
            "127.0.0.1",
            self.port,
            ssl=self.tls if self.at_once else None,
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _protocol(self) -> SMTP:
        return SMTP(
            self,
            hostname="mail.test",
            ident="mail for tests",
            tls_context=None if self.at_once else self.tls,
            authenticator=self._authenticate if self.login else None,
            auth_required=self.login,
            auth_require_tls=self.tls is not None and not self.at_once,
            loop=asyncio.get_running_loop(),
        )

    def _authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.tried_passwords.append(data.password)
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.asked.append(address)
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        self.encrypted.append(session.ssl is not None or self.at_once)
        answer = await self.examine() if self.examine is not None else None
        return answer or "250 Taken"


async def until(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """Wait until something is true; what it is."""

    async def look() -> Any:
        while True:
            found = condition()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.01)

    return await asyncio.wait_for(look(), seconds)
