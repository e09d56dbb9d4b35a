"""The identity provider of a pad server: a cookie of the pad's own path names a participant."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, User
from tornado import web
from traitlets import Callable as CallableTrait
from traitlets import Unicode

from .participant import Participant

COOKIE_NAME = "interview-pad"

# Hues that keep white initials readable (contrast of at least 4.5 to 1) and differ from each other.
COLORS = ("#0b6bcb", "#b0460f", "#1a7f4b", "#8f3fb5", "#a3156b", "#0f7285", "#7a5c00", "#5a55c9")


def hash_secret(secret: str) -> str:
    """SHA-256 of a cookie or ticket in hexadecimal: all that is ever stored of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def free_color(taken: Iterable[str]) -> str:
    """A colour that nobody in the pad has yet, as long as there is one."""
    counts = Counter(taken)
    return min(COLORS, key=lambda color: counts[color])


@dataclass
class PadUser(User):
    """A participant as Jupyter Server knows users."""

    participant: Participant | None = None


def user_of(participant: Participant, color: str) -> PadUser:
    """The Jupyter user that stands for a participant."""
    words = participant.name.split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words))
    return PadUser(
        username=participant.id,
        name=participant.name,
        display_name=participant.name,
        initials=initials.upper(),
        color=color,
        participant=participant,
    )


class PadIdentityProvider(IdentityProvider):
    """Knows participants by the pad's cookie, and nobody in any other way.

    There is no token, no password and no login page here: who has no cookie goes to the pad's
    address, where the control plane decides.
    """

    find_participant: Callable[[str], Participant | None] = CallableTrait(  # type: ignore[assignment]
        default_value=lambda cookie: None,
        help="Returns the participant who holds a cookie, or None. Set by the pad server.",
    )

    color_of: Callable[[Participant], str] = CallableTrait(  # type: ignore[assignment]
        default_value=lambda participant: COLORS[0],
        help="Returns the colour of a participant's cursor. Set by the pad server.",
    )

    token = Unicode("", help="Always empty: a pad has no token.")

    @property
    def login_available(self) -> bool:
        return False

    @property
    def logout_available(self) -> bool:
        return False

    @property
    def auth_enabled(self) -> bool:
        return True

    def get_handlers(self) -> list[tuple[str, object]]:
        return []

    async def _get_user(self, handler: web.RequestHandler) -> User | None:
        cookie = handler.get_cookie(COOKIE_NAME)
        participant = self.find_participant(cookie) if cookie else None
        return user_of(participant, self.color_of(participant)) if participant else None

    def identity_model(self, user: User) -> dict[str, Any]:
        """The user as `/api/me` and the awareness of collaboration show it."""
        return {
            "username": user.username,
            "name": user.name,
            "display_name": user.display_name,
            "initials": user.initials,
            "avatar_url": None,
            "color": user.color,
        }

    def is_token_authenticated(self, handler: web.RequestHandler) -> bool:
        return False

    def should_check_origin(self, handler: web.RequestHandler) -> bool:
        return True
