"""Hashing passwords with Argon2, away from the event loop and never too many at a time."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..errors import TooMany

P = ParamSpec("P")
T = TypeVar("T")

# Each takes 64 MiB and a core for a twentieth of a second.
AT_ONCE = 2
WAITING = 40


class Passwords:
    """Makes and checks the hashes of passwords.

    Called by the team's manager. Checking takes as long for a name that nobody has as for one
    that somebody has, so that nobody learns by the clock who has an account.

    Arguments:
        hasher: how much work a password is. Default: as much as Argon2's RFC recommends.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._nobody = ""

    async def hash(self, password: str) -> str:
        """The hash to keep of a password.

        Raises:
            TooMany: too many passwords are being checked just now.
        """
        return await self._apart(self._hasher.hash, _normal(password))

    async def check(self, kept: str | None, password: str) -> bool:
        """Whether this is the password that was hashed.

        Arguments:
            kept: the hash; None where there is no such account, which is never right.
            password: as typed, however long.

        Raises:
            TooMany: too many passwords are being checked just now.
        """
        return await self._apart(self._check, kept, _normal(password))

    def is_weak(self, kept: str) -> bool:
        """Whether a hash was made with less work than is usual now, and should be made anew."""
        return self._hasher.check_needs_rehash(kept)

    def _check(self, kept: str | None, password: str) -> bool:
        if not self._nobody:
            self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
        try:
            return self._hasher.verify(kept or self._nobody, password) and kept is not None
        except (VerificationError, InvalidHashError, UnicodeError):
            return False

    async def _apart(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._waiting >= WAITING:
            raise TooMany(
                "Too many people are signing in just now. Please try again in a few seconds.", 5
            )
        self._waiting += 1
        try:
            async with self._places:
                return await asyncio.to_thread(work, *args, **kwargs)
        finally:
            self._waiting -= 1


def _normal(password: str) -> str:
    """The same text for the same keys, whatever the keyboard makes of an accent."""
    return unicodedata.normalize("NFC", password[:1024])
