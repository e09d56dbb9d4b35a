"""A logo that somebody uploads: which pictures are taken. Pure."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any, Final

from ..errors import InvalidInput
from ..sizes import in_words
from .svg import safe_svg

# Part of what a candidate's phone has to load before it can knock.
SIZE_MAXIMUM: Final = 256 * 1024


@dataclass(frozen=True)
class Logo:
    """A picture for the top of the candidates' pages.

    Arguments:
        type: its media type.
        content: of the file.
    """

    type: str
    content: bytes

    @property
    def version(self) -> str:
        """A short name for exactly this picture, which lets browsers keep it for long."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def data_url(self) -> str:
        """The picture as an address that loads nothing."""
        return f"data:{self.type};base64,{base64.b64encode(self.content).decode()}"

    def model(self) -> dict[str, Any]:
        """As JSON, for the store."""
        return {"type": self.type, "content": base64.b64encode(self.content).decode()}

    @classmethod
    def of_model(cls, model: dict[str, Any]) -> Logo:
        """From JSON, as the store has it."""
        return cls(model["type"], base64.b64decode(model["content"]))


def checked_logo(content: bytes) -> Logo:
    """The logo that these bytes are, whatever the browser said they were.

    Arguments:
        content: as uploaded.

    Raises:
        InvalidInput: too large, or no picture that is taken; with what to do.
    """
    if len(content) > SIZE_MAXIMUM:
        raise InvalidInput(
            f"The picture has {in_words(len(content))}; {in_words(SIZE_MAXIMUM)} is the most. "
            "Please make it smaller."
        )
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Logo("image/png", content)
    if content.startswith(b"\xff\xd8\xff"):
        return Logo("image/jpeg", content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Logo("image/webp", content)
    if b"<svg" in content:
        return Logo("image/svg+xml", safe_svg(content))
    raise InvalidInput(
        "This is no picture that can be a logo. Please choose an SVG, PNG, JPEG or WebP file."
    )
