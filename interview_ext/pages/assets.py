"""The static files of the server-rendered pages, addressed by the hash of their content."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jupyter_server.utils import url_path_join

STATIC_DIR = Path(__file__).parent.parent / "static"

#: Files the pages may use, and what they are. Anything else is not served.
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

#: What may be a logo: pictures that every browser shows.
LOGO_TYPES = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico"}


def content_hash(content: bytes) -> str:
    """A short name for exactly these bytes, for ``?v=``."""
    return hashlib.sha256(content).hexdigest()[:16]


@cache
def _asset_version(name: str, modified: int) -> str:
    return content_hash((STATIC_DIR / name).read_bytes())


def asset_url(base_url: str, name: str) -> str:
    """Where a browser finds the static file `name`; the URL changes with the content.

    Arguments:
        base_url: of the host application (not of a pad).
        name: file name inside `STATIC_DIR`.

    Raises:
        FileNotFoundError: there is no such file, which is a mistake in a template.
    """
    version = _asset_version(name, (STATIC_DIR / name).stat().st_mtime_ns)
    return f"{url_path_join(base_url, 'interview/static', quote(name))}?v={version}"


def logo_type(path: Path) -> str:
    """The media type to serve a logo with; empty if it is not a picture we serve."""
    if path.suffix.lower() not in LOGO_TYPES:
        return ""
    return mimetypes.guess_type(path.name)[0] or ""
