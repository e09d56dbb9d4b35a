"""Addresses that mail can be sent to. Pure."""

from __future__ import annotations

import contextlib
import re
import unicodedata

import idna

from ..errors import InvalidInput
from ..text import one_line

# As RFC 5321 allows for an address on its way.
MAXIMUM = 254
_LOCAL_MAXIMUM = 64

# Without quotes and comments, which nobody's address needs and which hide what they are.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")


def mail_address(value: object, what: str = "The e-mail address") -> str:
    """An address as it is kept: without spaces around it, its domain in small ASCII letters.

    Arguments:
        value: what was sent, such as ``"ada@bücher.example"``.
        what: how the message calls it.

    Raises:
        InvalidInput: it is no address that mail can be sent to.
    """
    text = one_line(value, what, maximum=MAXIMUM)
    local, _, domain = text.rpartition("@")
    try:
        plain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii").lower()
    except idna.IDNAError:
        plain = ""
    fits = len(local) <= _LOCAL_MAXIMUM and _LOCAL.fullmatch(local)
    whole = "." in plain.rstrip(".") or plain == "localhost"
    if not fits or not whole or plain.endswith(".") or re.fullmatch(r"[\d.]+", plain):
        raise InvalidInput(
            f"{what} “{text[:80]}” is not one that mail can be sent to. "
            "It should look like name@example.org."
        )
    return f"{local}@{plain}"


def compared(text: str) -> str:
    """An address as it is compared with others, whoever wrote it how; "" for what is none.

    Of members it comes from where they sign in, which keeps capitals, spaces and domains in other
    letters than those that mail carries.
    """
    local, _, domain = unicodedata.normalize("NFKC", text).strip().rpartition("@")
    if not local or not domain:
        return ""
    if not domain.isascii():
        with contextlib.suppress(idna.IDNAError):
            domain = idna.encode(domain, uts46=True).decode("ascii")
    return f"{local}@{domain}".casefold()
