"""People, invitations and teams as data, and what their names may be. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from ..errors import InvalidInput

NAME_MAXIMUM = 80
USERNAME_MAXIMUM = 120
TEAM_MAXIMUM = 60

PASSWORD_MINIMUM = 10
PASSWORD_MAXIMUM = 256

_USERNAME = re.compile(r"[^\s\"'<>\\/:;,]+")

# Enough of what everybody tries first, with the digits and signs around it taken off.
_USUAL = re.compile(
    "pass(word|wort|w0rd)?|(qwert|asdf|yxcv|zxcv)[a-z]*|letmein|(welcome|willkommen)(here)?|"
    "iloveyou|admin(istrator)?|changeme|interviews?|jupyter(lab)?|(top)?secret|geheim|hallo|hello|"
    "football|baseball|monkey|dragon|sunshine|princess|master|superman|trustno"
)


@dataclass(frozen=True)
class Person:
    """A member with what admins see of them.

    Arguments:
        email: where mail reaches them; may be empty.
        removed: when they were taken out of the organization, if they were.
        last_seen: when they last used the server.
        password: whether they can sign in with one.
    """

    id: str
    username: str
    name: str
    email: str
    role: str
    removed: datetime | None
    last_seen: datetime | None
    password: bool


@dataclass(frozen=True)
class Invitation:
    """Somebody who may become a member, once.

    Arguments:
        email: whom it is for; empty when whoever has the link may use it.
        name: what they are called, until they say so themselves.
        role: what they will be.
        created_by: the name of who invited them; empty when that member is gone.
    """

    id: str
    email: str
    name: str
    role: str
    created: datetime
    created_by: str
    expires: datetime


@dataclass(frozen=True)
class SignIn:
    """A browser that somebody is signed in with.

    Arguments:
        browser: in words, such as ``"Firefox on Linux"``.
        address: the network address it came from.
    """

    id: str
    member_id: str
    browser: str
    address: str
    created: datetime
    last_seen: datetime
    expires: datetime


@dataclass(frozen=True)
class Team:
    """A part of the organization, with the id and name of each of its people by name."""

    id: str
    name: str
    members: tuple[tuple[str, str], ...] = ()


def folded(text: str) -> str:
    """A name as it is compared: whatever people's keyboards make of it, it is the same."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def valid_username(value: object) -> str:
    """What somebody signs in as, as it is kept.

    Raises:
        InvalidInput: with what to mend.
    """
    text = folded(value) if isinstance(value, str) else ""
    if (
        not 2 <= len(text) <= USERNAME_MAXIMUM
        or not text.isprintable()
        or not _USERNAME.fullmatch(text)
    ):
        raise InvalidInput(
            "Please choose a user name of at least two characters, without spaces, quotes, "
            "slashes, commas and colons. Your e-mail address will do.",
            "username",
        )
    return text


def valid_password(value: object, *names: str) -> str:
    """A new password as it is hashed.

    Length is what keeps a password safe, so there are no rules about kinds of characters.

    Arguments:
        value: as typed.
        names: what the password must not be: the user name, e-mail address, name.

    Raises:
        InvalidInput: with what to mend; its reason tells the rule.
    """
    if not isinstance(value, str):
        raise InvalidInput("The password must be text.", "password")
    text = unicodedata.normalize("NFC", value)
    if len(text) < PASSWORD_MINIMUM:
        raise InvalidInput(
            f"Please choose a longer password: at least {PASSWORD_MINIMUM} characters. "
            "A few words in a row are easy to remember.",
            "password_short",
        )
    if len(text) > PASSWORD_MAXIMUM:
        raise InvalidInput(
            f"That password is too long: at most {PASSWORD_MAXIMUM} characters.", "password_long"
        )
    plain = folded(text)
    own = {part for name in names for part in (folded(name), folded(name).partition("@")[0])}
    bare = re.sub(r"[\W\d_]+", "", plain)
    if plain in own or _USUAL.fullmatch(bare) or len(set(plain)) < 4 or (bare and bare in own):
        raise InvalidInput(
            "That password would be guessed at once. Please choose another one.", "password_usual"
        )
    return text


def browser_name(user_agent: str) -> str:
    """A browser in words that people recognize it by, such as ``"Firefox on Linux"``."""
    browsers = (
        ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"),
    )  # fmt: skip
    systems = (
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((name for sign, name in browsers if sign in user_agent), "")
    system = next((name for sign, name in systems if sign in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "A program"
