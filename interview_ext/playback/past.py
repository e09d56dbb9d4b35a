"""The files of a pad as they were at a moment of its interview."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator, Set
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ..recording import RECORDING
from ..recording.frame import Frame
from ..recording.reader import read_documents, read_frames
from ..sizes import MiB
from .replay import Replica, Unreadable

# What is copied at most of a pad's other files.
MAX_BYTES = 512 * MiB
MAX_FILES = 20_000
MAX_DEPTH = 32

_OUTPUTS = ("stream", "display_data", "execute_result", "error")


@dataclass
class _Document:
    """A document on its way to the moment.

    Arguments:
        path: of its file at the end.
        replica: it, as far as it is replayed; none before it was first loaded.
        seen: number of the last frame that changed it.
    """

    path: str
    type: str
    replica: Replica | None = None
    seen: int = 0

    @property
    def then(self) -> str:
        """Where its file was at the moment."""
        return (self.replica.path if self.replica is not None else "") or self.path


@dataclass
class Past:
    """What a pad was at a moment.

    Arguments:
        documents: by id.
        runs: the document's id and the cell of each run until then, in their order, each cell
            where it was run last.
    """

    documents: dict[str, _Document]
    runs: list[tuple[str, str]] = field(default_factory=list)


def replay(recording: Path, moment: int) -> Past:
    """Lead every document to a moment.

    A document that was first loaded later is as it was then: its file had been there, or was made
    just before.

    Arguments:
        moment: milliseconds since the recording's start.

    Raises:
        sqlite3.Error, ValueError: the recording cannot be read.
    """
    rows = [row for row in read_documents(recording) if row.type in ("notebook", "file")]
    past = Past({row.id: _Document(row.path, row.type) for row in rows})
    runs: dict[tuple[str, str], None] = {}
    start = now = None
    for number, frame in enumerate(read_frames(recording), 1):
        start = frame.time if start is None else start
        now = max(now or 0, frame.time - start)
        if frame.kind in ("update", "keyframe"):
            document = past.documents.get(frame.document)
            if document is not None and (now <= moment or document.replica is None):
                _take_update(document, frame, number)
        elif frame.kind == "run" and now <= moment:
            run = _run_of(frame, past)
            if run is not None:
                runs.pop(run, None)
                runs[run] = None
    past.runs = list(runs)
    return past


def _take_update(document: _Document, frame: Frame, number: int) -> None:
    if document.replica is None:
        document.replica = Replica(document.type, watched=False)
    document.seen = number
    with suppress(Unreadable):
        document.replica.update(frame.data)


def _run_of(frame: Frame, past: Past) -> tuple[str, str] | None:
    """The id of the document and the cell of a run that began; None for others."""
    with suppress(ValueError, AttributeError, RecursionError):
        run = json.loads(frame.data)
        path, cell = run.get("path"), run.get("cell_id")
        if not isinstance(path, str) or not isinstance(cell, str) or not run.get("started"):
            return None
        if frame.document in past.documents:
            return frame.document, cell
        # Older recordings name the document by its path alone.
        found = [id for id, one in past.documents.items() if path in (one.then, one.path)]
        return (found[0], cell) if found else None
    return None


def restore(folder: Path, moment: int, target: Path) -> list[dict[str, str]]:
    """Make a folder with a pad's files as they were.

    Documents are as they were at the moment; of other files nothing is recorded, so they are as
    they are now. Links, pipes and what cannot be read are left out, and so is what is beyond the
    limits.

    Arguments:
        folder: the pad's, with its recording.
        moment: milliseconds since the recording's start.
        target: is made.

    Returns:
        `path` and `cell_id` of the cells that had been run, in the order of their last runs.

    Raises:
        sqlite3.Error, ValueError: the recording cannot be read.
        OSError: the files cannot be written.
    """
    past = replay(folder / RECORDING, moment)
    target.mkdir(mode=0o700, parents=True)
    documents = sorted(past.documents.items(), key=lambda item: item[1].seen)
    paths = {document.path for _, document in documents}
    copy_files(folder / "files", target, paths)
    there: dict[str, tuple[str, set[str]]] = {}
    for id, document in documents:
        # What a document says of its place must not put it in another's.
        place = document.then if document.then not in paths else document.path
        parts = PurePosixPath(place).parts
        if document.replica is None or not parts or not _harmless(parts):
            continue
        root = document.replica.snapshot()
        if document.type == "notebook":
            notebook = as_notebook(root)
            text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
            there[id] = place, {cell["id"] for cell in notebook["cells"]}
        else:
            text = str(root["source"])
        path = target.joinpath(*parts)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "replace"))
        except OSError as error:
            # Whoever writes a document says where it is: not every path can be one.
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
                raise
    return [
        {"path": there[id][0], "cell_id": cell}
        for id, cell in past.runs
        if id in there and cell in there[id][1]
    ]


def _harmless(parts: tuple[str, ...]) -> bool:
    return not any(part in ("/", "..") or "\0" in part for part in parts)


def as_notebook(root: dict[str, Any]) -> dict[str, Any]:
    """A notebook document as nbformat has it, whatever somebody wrote into it."""
    meta = root.get("meta") or {}
    metadata = meta.get("metadata")
    return {
        "cells": [
            _cell(cell, number) for number, cell in enumerate(root["cells"]) if _is_map(cell)
        ],
        "metadata": metadata if isinstance(metadata, dict) else {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _is_map(value: Any) -> bool:
    return isinstance(value, dict)


def _cell(cell: dict[str, Any], number: int) -> dict[str, Any]:
    kind, id = cell.get("cell_type"), cell.get("id")
    metadata, source = cell.get("metadata"), cell.get("source")
    made: dict[str, Any] = {
        "cell_type": kind if kind in ("code", "markdown", "raw") else "raw",
        "id": id if isinstance(id, str) and id else f"cell-{number}",
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": source if isinstance(source, str) else "",
    }
    if made["cell_type"] == "code":
        count, outputs = cell.get("execution_count"), cell.get("outputs")
        made["execution_count"] = count if isinstance(count, int) else None
        made["outputs"] = [
            output
            for output in (outputs if isinstance(outputs, list) else [])
            if isinstance(output, dict) and output.get("output_type") in _OUTPUTS
        ]
    elif isinstance(cell.get("attachments"), dict):
        made["attachments"] = cell["attachments"]
    return made


def copy_files(source: Path, target: Path, left_out: Set[str] = frozenset()) -> None:
    """Copy the regular files of a pad; see `restore` for what is not copied.

    Arguments:
        source: where people and their code may have left anything.
        target: a folder that nobody else writes to.
        left_out: paths below `source`.

    Raises:
        OSError: the target is full.
    """
    left = MAX_BYTES
    for number, (path, size) in enumerate(_plain_files(source, "", MAX_DEPTH)):
        if number >= MAX_FILES:
            return
        if path in left_out or size > left:
            continue
        try:
            data = _read(source / path, left)
        except OSError:
            continue
        left -= len(data)
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _plain_files(root: Path, below: str, depth: int) -> Iterator[tuple[str, int]]:
    try:
        entries = sorted(os.scandir(root / below), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{below}/{entry.name}" if below else entry.name
        with suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
                yield path, status.st_size
            elif stat.S_ISDIR(status.st_mode) and depth:
                yield from _plain_files(root, path, depth - 1)


def _read(path: Path, maximum: int) -> bytes:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(fd, "rb") as file:
        data = file.read(maximum + 1)
    if len(data) > maximum:
        raise OSError("too large")
    return data
