"""Puts one interview into one file."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..pad_server import files
from ..recording import RECORDING
from .description import DESCRIPTION, FILES, PAGE, Description

# Entries of one folder, and folders within folders, that are looked at.
MAX_ENTRIES = 100_000
MAX_DEPTH = 64

_CHUNK = 1024 * 1024


def write_archive(
    out: BinaryIO,
    description: Description,
    files_of: Path,
    recording: Path | None,
    page: bytes | None,
) -> list[str]:
    """Write an archive.

    Called by the export command, off any event loop.

    Arguments:
        out: takes the archive.
        description: what it says of the interview.
        files_of: the pad's files.
        recording: a copy that nobody writes; None where nothing was recorded.
        page: plays the interview back offline; None where that is left out.

    Returns:
        The files that could not be read and are not in it, with the reasons.

    Raises:
        OSError: the archive is not complete.
    """
    missing: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        text = json.dumps(description.model(), indent=2, ensure_ascii=False) + "\n"
        archive.writestr(_entry(DESCRIPTION), text)
        if recording is not None:
            with recording.open("rb") as file:
                _put(archive, RECORDING, file)
        root = str(files_of)
        for path in _walk(root, "", MAX_DEPTH, missing):
            try:
                with os.fdopen(files.open_file(root, path), "rb") as file:
                    _put(archive, FILES + path, file)
            except OSError as error:
                missing.append(f"{path}: {error.strerror or 'it is no plain file'}")
        if page is not None:
            archive.writestr(_entry(PAGE), page)
    return missing


def _walk(root: str, path: str, depth: int, missing: list[str]) -> Iterator[str]:
    if not os.path.isdir(root):
        return
    if not depth:
        missing.append(f"{path}: too many folders in each other")
        return
    for entry in sorted(files.listing(root, path, MAX_ENTRIES), key=lambda entry: entry.name):
        below = f"{path}/{entry.name}" if path else entry.name
        if entry.is_folder:
            yield from _walk(root, below, depth - 1, missing)
        else:
            yield below


def copy_recording(recording: Path, target: Path) -> None:
    """Copy a recording as it is at one moment, whoever goes on writing it.

    Raises:
        sqlite3.Error: it cannot be read, or the copy not be written.
    """
    address = f"{recording.absolute().as_uri()}?mode=ro"
    with (
        contextlib.closing(sqlite3.connect(address, uri=True)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def _put(archive: zipfile.ZipFile, name: str, file: BinaryIO) -> None:
    with archive.open(_entry(name), "w", force_zip64=True) as entry:
        while chunk := file.read(_CHUNK):
            entry.write(chunk)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
