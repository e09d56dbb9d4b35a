"""A document as a recording knows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class DocumentRow:
    """A document that the recording knows.

    Arguments:
        id: stable name of the document; survives renames.
        path: where its file is now, relative to the pad's root, with forward slashes.
        type: ``notebook`` or ``file``, as in jupyter_ydoc.
        format: ``json`` or ``text``.
        saved: SHA-256 (hexadecimal) of the file as last written from the document, or None.
    """

    id: str
    path: str
    type: str
    format: str
    saved: str | None = None
