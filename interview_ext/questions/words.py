"""The words that questions are found by: capitals and accents do not matter. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_WORDS: Final = 12
MAX_LENGTH: Final = 40

_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """A text without capitals and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in their order."""
    return [word[:MAX_LENGTH] for word in _WORD.findall(fold(text))]


def wanted_words(query: str) -> list[str]:
    """The words that somebody who types looks for, each once; what is found begins with each."""
    return list(dict.fromkeys(words_of(query[:1000])))[:MAX_WORDS]
