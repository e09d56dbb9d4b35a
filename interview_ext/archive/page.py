"""The page in an archive that plays an interview back without a server."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import sqlite3
from importlib.resources import files
from pathlib import Path

from ..errors import Unavailable
from ..pads.pad import Pad
from ..playback.builder import PLAYBACK, build
from ..playback.store import MANIFEST, read_json

# What the front end's build makes of labextension/src/offline.
SCRIPT = "labextension/offline/player.js"


def make_page(folder: Path, pad: Pad) -> bytes:
    """The whole page, with its script and the recording in it.

    Called by the export command, off any event loop.

    Arguments:
        folder: holds the pad's recording, and takes its playback index.
        pad: the interview.

    Returns:
        HTML in UTF-8.

    Raises:
        Unavailable: it cannot be made; the message says why.
    """
    script = files(__package__.partition(".")[0]).joinpath(SCRIPT)
    if not script.is_file():
        raise Unavailable(
            "The page that plays the interview back has not been built with this installation. "
            "Install interview_ext anew, or leave the page out with --no-page."
        )
    try:
        build(folder, {"id": pad.id, "title": pad.title}, lambda done, document: None)
        index = folder / PLAYBACK
        manifest = read_json(index / MANIFEST)
        content = {
            "manifest": manifest,
            "segments": _packed(index / "segments"),
            "blobs": _packed(index / "blobs"),
        }
    except (OSError, sqlite3.Error, ValueError) as error:
        raise Unavailable(
            f"The recording could not be prepared to be played back ({error}). "
            "With --no-page the archive is made without that."
        ) from error
    return _fill(pad, content, script.read_text("utf-8"))


def _fill(pad: Pad, content: object, script: str) -> bytes:
    # An element of script ends at the first "</script", wherever that stands.
    script = re.sub(r"<(?=/script|!--)", r"\\x3c", script, flags=re.IGNORECASE)
    recording = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    when = f"{pad.started:%d %B %Y, %H:%M} UTC" if pad.started else ""
    values = {
        "title": html.escape(pad.title),
        "about": html.escape(" · ".join(part for part in (pad.candidate_name, when) if part)),
        "script_hash": f"'sha256-{digest}'",
        "recording": recording.replace("<", "\\u003c"),
        "script": script,
    }
    template = files(__package__).joinpath("page.html").read_text("utf-8")
    names = "|".join(values)
    return re.sub(rf"\{{({names})\}}", lambda found: values[found[1]], template).encode()


def _packed(folder: Path) -> dict[str, str]:
    return {
        path.name.removesuffix(".json.gz"): base64.b64encode(path.read_bytes()).decode()
        for path in sorted(folder.iterdir())
    }
