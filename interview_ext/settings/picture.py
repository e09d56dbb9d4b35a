"""Pictures that administrators upload for candidates: which are taken. Pure."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any, Final

from ..errors import InvalidInput
from ..sizes import in_words
from .svg import safe_svg

SIZES: Final = {"logo": 256 * 1024, "waiting_room_image": 512 * 1024}
"""The pictures there are, and the most bytes of each: a candidate's phone has to load them."""


@dataclass(frozen=True)
class Picture:
    """A picture on the candidates' pages.

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
    def of_model(cls, model: dict[str, Any]) -> Picture:
        """From JSON, as the store has it."""
        return cls(model["type"], base64.b64decode(model["content"]))


def checked_picture(content: bytes, maximum: int) -> Picture:
    """The picture that these bytes are, whatever the browser said they were.

    Arguments:
        content: as uploaded.
        maximum: its most bytes.

    Raises:
        InvalidInput: too large, or no picture that is taken; with what to do.
    """
    if len(content) > maximum:
        raise InvalidInput(
            f"The picture has {in_words(len(content))}; {in_words(maximum)} is the most. "
            "Please make it smaller."
        )
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Picture("image/png", content)
    if content.startswith(b"\xff\xd8\xff"):
        return Picture("image/jpeg", content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Picture("image/webp", content)
    if b"<svg" in content:
        return Picture("image/svg+xml", safe_svg(content))
    raise InvalidInput(
        "This is no picture that can be shown. Please choose an SVG, PNG, JPEG or WebP file."
    )
