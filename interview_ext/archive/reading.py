"""Takes an archive apart, whoever made it."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from ..errors import InvalidInput
from ..pad_server import files
from ..recording import RECORDING
from ..recording.recording import Seal
from ..recording.tables import open_to_read
from ..recording.verification import verify
from ..sizes import MiB, in_words
from .description import DESCRIPTION, FILES, PAGE, Description, parse_description

# What an archive may hold: bytes of its description, of everything, and how many files.
MAX_DESCRIPTION = 4 * MiB
MAX_SIZE = 8 * 1024 * MiB
MAX_FILES = 100_000

_CHUNK = 1024 * 1024


def read_archive(source: BinaryIO, folder: Path) -> Description:
    """Unpack an archive and see that it is whole.

    Called by the import command, off any event loop.

    Arguments:
        source: the archive.
        folder: takes the files and the recording; empty. What is in it after an error is to be
            thrown away.

    Raises:
        InvalidInput: it is no archive, is damaged, or would leave its folder.
        OSError: it could not be read, or there is no room for it.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            return _read(archive, folder)
    except sqlite3.Error as error:
        raise InvalidInput(f"The archive's recording cannot be read ({error}).") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InvalidInput(f"The archive is damaged, or is none ({error}).") from error


def _read(archive: zipfile.ZipFile, folder: Path) -> Description:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_FILES:
        raise InvalidInput(f"The archive has more than {MAX_FILES:,} files.")
    names = [entry.filename for entry in entries]
    if DESCRIPTION not in names:
        raise InvalidInput(f"This is no archive of an interview: it has no {DESCRIPTION}.")
    if len(set(names)) != len(names):
        raise InvalidInput("The archive has two files of the same name.")
    left = MAX_SIZE
    description = parse_description(_json(archive, archive.getinfo(DESCRIPTION)))
    root = folder / "files"
    root.mkdir(mode=0o700)
    for entry in entries:
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            raise InvalidInput(f"{entry.filename!r:.100} in the archive is no plain file.")
        if entry.filename == RECORDING:
            left -= _unpack(archive, entry, os.open(folder / RECORDING, _NEW, 0o600), left)
        elif entry.filename.startswith(FILES):
            left -= _unpack(archive, entry, _place(root, entry.filename[len(FILES) :]), left)
        elif entry.filename not in (DESCRIPTION, PAGE):
            raise InvalidInput(
                f"{entry.filename!r:.100} does not belong into an archive of an interview."
            )
    _verify(description, folder / RECORDING)
    return description


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def _json(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> object:
    with archive.open(entry) as file:
        text = file.read(MAX_DESCRIPTION + 1)
    if len(text) > MAX_DESCRIPTION:
        raise InvalidInput(f"The archive's {DESCRIPTION} is too large.")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The archive's {DESCRIPTION} cannot be read: {error}.") from error


def _place(root: Path, path: str) -> int:
    """A new file below the folder, which no name leads out of."""
    try:
        above = path.rpartition("/")[0].split("/")
        for depth in range(1, len(above) + 1):
            below = "/".join(above[:depth])
            if below and files.find(str(root), below) is None:
                files.make_folder(str(root), below)
        return files.open_new(str(root), path)
    except files.NotAFile as error:
        raise InvalidInput(f"{path!r:.100} is no name for a file of a pad.") from error


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, fd: int, left: int) -> int:
    size = 0
    with os.fdopen(fd, "wb") as out, archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise InvalidInput(f"The archive holds more than {in_words(MAX_SIZE)}.")
            out.write(chunk)
    return size


def _verify(description: Description, recording: Path) -> None:
    pad = description.pad
    seal = None
    if pad.sealed_frames is not None and pad.sealed_head is not None:
        seal = Seal(pad.sealed_frames, bytes.fromhex(pad.sealed_head))
    if not recording.exists():
        if seal is not None and pad.recording_deleted is None:
            raise InvalidInput("The recording is missing from the archive; nothing was imported.")
        return
    with contextlib.closing(open_to_read(recording)) as db:
        # Nothing in it may act when it is read.
        (odd,) = db.execute(
            "SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index')"
        ).fetchone()
    if odd:
        raise InvalidInput("The archive's recording holds more than a recording does.")
    verdict = verify(recording, seal, finished=pad.sealed)
    if not verdict.whole:
        raise InvalidInput(f"{verdict.words} Nothing was imported.")
