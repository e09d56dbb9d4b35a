"""Text that people type: what is kept of it and what is refused. Pure."""

from __future__ import annotations

import unicodedata

from .errors import InvalidInput

# Controls, line and paragraph separators and lone surrogates have no place in a name.
_REFUSED_CATEGORIES = frozenset({"Cc", "Zl", "Zp", "Cs"})
# These reorder the text around them, so that a name could pose as something else.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(value: object, what: str, *, maximum: int, minimum: int = 1) -> str:
    """A name or title as it is kept: normalized (NFC) and stripped.

    Arguments:
        value: what was sent.
        what: how the message calls it, such as ``"Your name"``.
        maximum: characters, counted after stripping.
        minimum: 0 when it may be left empty.

    Raises:
        InvalidInput: not text, too short or long, or with characters nobody can see.
    """
    if not isinstance(value, str):
        raise InvalidInput(f"{what} must be text.")
    if len(value) > 4 * maximum:
        raise _too_long(what, maximum)
    text = unicodedata.normalize("NFC", value).strip()
    if len(text) > maximum:
        raise _too_long(what, maximum)
    if any(unicodedata.category(c) in _REFUSED_CATEGORIES or c in BIDI_CONTROLS for c in text):
        raise InvalidInput(f"{what} contains characters that cannot be shown. Please retype it.")
    if text and not any(unicodedata.category(c)[0] in "LNPS" for c in text):
        raise InvalidInput(f"{what} contains nothing that can be seen. Please retype it.")
    if len(text) < minimum:
        raise InvalidInput(f"{what} is missing. Please type it.")
    return text


def many_lines(value: object, what: str, *, maximum: int) -> str:
    """Longer text, such as Markdown, as it is kept; line ends become newlines.

    Arguments:
        value: what was sent.
        what: how the message calls it.
        maximum: characters.

    Raises:
        InvalidInput: not text, too long, or with control characters.
    """
    if not isinstance(value, str):
        raise InvalidInput(f"{what} must be text.")
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > maximum:
        raise _too_long(what, maximum)
    if any(c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise InvalidInput(f"{what} contains control characters. Please take them out.")
    return text


def _too_long(what: str, maximum: int) -> InvalidInput:
    return InvalidInput(f"{what} is too long: at most {maximum} characters. Nothing was changed.")
