"""Numbers of bytes, and how people say them. Pure."""

from __future__ import annotations

MiB = 1024 * 1024


def in_words(size: int) -> str:
    """A number of bytes for people: ``1 GiB``, ``512 MiB``, ``64 KiB``."""
    half_gib = 512 * MiB
    if size >= 2 * half_gib and size % half_gib == 0:
        return f"{size / (2 * half_gib):g} GiB"
    if size >= MiB:
        return f"{size / MiB:.4g} MiB"
    return f"{size / 1024:.4g} KiB"
