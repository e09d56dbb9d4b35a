"""What a candidate left in the files of a pad that has ended, to be looked at.

All of it is hostile: links lead nowhere, names and sizes are bounded, and what is no notebook is
text. These functions wait for the disk.
"""

from __future__ import annotations

import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from ..errors import Conflict, NotFound
from ..pad_server import files
from ..playback.past import as_notebook
from ..sizes import MiB

# What is listed of a pad at most, and what is shown of one document.
MAX_FILES: Final = 500
MAX_ENTRIES: Final = 2000
MAX_DEPTH: Final = 16
MAX_FOLDERS: Final = 500
MAX_TEXT: Final = 1 * MiB
MAX_NOTEBOOK: Final = 8 * MiB

_LEFT_OUT: Final = ("__pycache__", "node_modules", "target")


@dataclass(frozen=True)
class Document:
    """A file of a pad.

    Arguments:
        path: below the pad's root.
        size: bytes.
    """

    path: str
    size: int

    @property
    def type(self) -> Literal["notebook", "file"]:
        return "notebook" if self.path.endswith(".ipynb") else "file"


def list_documents(root: Path) -> list[Document]:
    """The files of a pad by their paths; of very many, in very many folders, the first ones."""
    found: list[Document] = []
    waiting = deque([""])
    looked = 0
    while waiting and len(found) < MAX_FILES and looked < MAX_FOLDERS:
        below = waiting.popleft()
        looked += 1
        with suppress(OSError):
            for entry in sorted(
                files.listing(str(root), below, MAX_ENTRIES), key=lambda one: one.name
            ):
                path = f"{below}/{entry.name}".lstrip("/")
                if not entry.is_folder:
                    found.append(Document(path, entry.size))
                elif path.count("/") < MAX_DEPTH and entry.name not in _LEFT_OUT:
                    waiting.append(path)
    return sorted(found[:MAX_FILES], key=lambda one: one.path)


def read_document(root: Path, path: str) -> bytes:
    """A document as JSON in UTF-8: `path`, `type`, and its `notebook` or `text`.

    Raises:
        NotFound: there is no such file.
        Conflict: it is too large to be shown, or no text.
    """
    notebook = path.endswith(".ipynb")
    try:
        data = files.read(str(root), path, MAX_NOTEBOOK if notebook else MAX_TEXT)
    except files.TooLarge as error:
        raise Conflict(
            "This document is too large to be shown here. Its playback shows it.", "too_large"
        ) from error
    except OSError as error:
        raise NotFound("There is no such document in that interview.") from error
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Conflict("This file is no text, so it cannot be shown here.", "no_text") from error
    model: dict[str, Any] = {"path": path}
    content = _notebook(text) if notebook else None
    if content is not None:
        model |= {"type": "notebook", "notebook": content}
    else:
        model |= {"type": "file", "text": text}
    return json.dumps(model).encode()


def _notebook(text: str) -> dict[str, Any] | None:
    """A notebook in a form that every reader can rely on; none where the text is no notebook."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        return None
    cells = [
        {**cell, "source": _joined(cell.get("source"))}
        for cell in found["cells"]
        if isinstance(cell, dict)
    ]
    return as_notebook({"cells": cells, "meta": {"metadata": found.get("metadata")}})


def _joined(source: Any) -> str:
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))
