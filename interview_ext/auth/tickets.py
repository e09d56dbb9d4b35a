"""Entry tickets: how a browser that was let in gets from the control plane into a pad.

A ticket is opaque, works once and lives for a minute. Only its hash is kept, and only in memory:
a restart voids all tickets, and the browser simply asks for another.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import TicketRefused

# Seconds between handing out a ticket and the pad's asking for it.
LIFETIME = 60.0


@dataclass(frozen=True)
class Claim:
    """Whom a ticket lets in, and where: a member or somebody admitted, never both.

    Arguments:
        sign_in_id: the browser that the member is signed in with, if it is known.
    """

    pad_id: str
    member_id: str | None = None
    admission_id: str | None = None
    sign_in_id: str | None = None


class Tickets:
    """The tickets that are out. The pads' gateway redeems what the handlers issue.

    Arguments:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._claims: dict[str, tuple[float, Claim]] = {}

    def issue(self, claim: Claim) -> str:
        """A new ticket: 256 random bits, URL-safe."""
        self._forget_expired()
        ticket = secrets.token_urlsafe(32)
        self._claims[_hash(ticket)] = (self._clock() + LIFETIME, claim)
        return ticket

    def redeem(self, pad_id: str, ticket: str) -> Claim:
        """What the ticket stands for. Whatever the outcome, it does not work again.

        Raises:
            TicketRefused: unknown, used, expired, or of another pad.
        """
        expires, claim = self._claims.pop(_hash(ticket), (0.0, None))
        if claim is None or claim.pad_id != pad_id or self._clock() >= expires:
            raise TicketRefused(
                "This way in works only once and only for a minute. "
                "Please open the interview's address again."
            )
        return claim

    def revoke(self, claim: Claim) -> None:
        """Void the tickets of somebody who was removed or left."""
        self._claims = {key: item for key, item in self._claims.items() if item[1] != claim}

    def revoke_member(self, member_id: str) -> None:
        """Void all tickets of somebody who is not a member any more, or not as they were."""
        self._claims = {
            k: item for k, item in self._claims.items() if item[1].member_id != member_id
        }

    def revoke_sign_in(self, sign_in_id: str) -> None:
        """Void the tickets of a browser that was signed out."""
        self._claims = {
            key: item for key, item in self._claims.items() if item[1].sign_in_id != sign_in_id
        }

    def revoke_pad(self, pad_id: str) -> None:
        """Void all tickets of a pad that ended or was deleted."""
        self._claims = {key: item for key, item in self._claims.items() if item[1].pad_id != pad_id}

    def __len__(self) -> int:
        return len(self._claims)

    def _forget_expired(self) -> None:
        now = self._clock()
        self._claims = {key: item for key, item in self._claims.items() if item[0] > now}


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode("utf-8", "surrogatepass")).hexdigest()
