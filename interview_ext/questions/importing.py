"""Takes questions in, whoever made them: from folders, as in a git checkout, and zip archives."""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from ..errors import InvalidInput
from ..sizes import in_words
from .folder import Folder, pack
from .paths import LITTER, MAX_DEPTH, QUESTION_FILE, free_slug, is_slug, numbered, slug_of
from .problem import InvalidQuestion, Problem
from .question import Limits

MAX_QUESTIONS: Final = 1000
"""Questions that are taken in at once."""

MAX_TOTAL: Final = 4
"""How many questions of the largest size may come at once, in one archive or from one folder."""

MAX_ENTRIES: Final = 50_000

_CHUNK: Final = 1024 * 1024
_SIGNATURE: Final = b"PK\1\2"  # of an entry in an archive's directory
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True)
class Import:
    """What became of an import.

    Arguments:
        imported: new questions, as JSON.
        there: questions that were here already with the same content, as JSON.
    """

    imported: list[dict[str, Any]]
    there: list[dict[str, Any]]


def imported_folders(
    folders: Mapping[str, Mapping[str, bytes]], languages: Collection[str], limits: Limits
) -> dict[str, Folder]:
    """Folders ready to be kept, by slug.

    Arguments:
        folders: contents by path, by the name of the folder; names that are no slugs become some.

    Raises:
        InvalidQuestion: with all that is wrong with any of them.
    """
    problems: list[Problem] = []
    packed: dict[str, Folder] = {}
    for name, files in folders.items():
        folder = pack(files, None, languages, limits)
        problems += [within(name, problem) for problem in folder.problems]
        wanted = name if is_slug(name) else slug_of(name)
        packed[free_slug(wanted, packed)] = folder
    if problems:
        raise InvalidQuestion(problems)
    return packed


def within(folder: str, problem: Problem) -> Problem:
    """A problem whose file is named from the folder that holds the question's."""
    file = f"{folder}/{problem.file}".strip("/")
    return Problem(file, problem.line, problem.message, problem.cure)


# -- folders


def find_questions(path: Path) -> list[Path]:
    """The folders of questions at a path: itself, or those below it, as in a git checkout.

    Raises:
        InvalidInput: there is none.
    """
    if (path / QUESTION_FILE).is_file():
        return [path]
    found = [Path(folder) for folder in _question_folders(path)]
    if not found:
        raise InvalidInput(
            f"There is no question at {path}: no folder in it has a {QUESTION_FILE}."
        )
    if len(found) > MAX_QUESTIONS:
        raise InvalidInput(f"There are more than {MAX_QUESTIONS} questions at {path}.")
    return found


def _question_folders(top: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in LITTER)
        depth = len(Path(folder).relative_to(top).parts)
        if QUESTION_FILE in files:
            # What is inside a question is part of it.
            folders.clear()
            yield folder
        elif depth >= MAX_DEPTH:
            folders.clear()


def read_folder(path: Path, limits: Limits) -> dict[str, bytes]:
    """The files of a question's folder; links are never followed.

    Raises:
        InvalidQuestion: there is something in it that is no plain file, or too much.
        OSError: it cannot be read.
    """
    files: dict[str, bytes] = {}
    total = 0
    for folder, folders, names in os.walk(path, onerror=_raise):
        folders[:] = sorted(name for name in folders if name not in LITTER)
        for name in [*folders, *sorted(names)]:
            whole = Path(folder) / name
            below = whole.relative_to(path).as_posix()
            if name in LITTER:
                continue
            status = whole.lstat()
            if stat.S_ISDIR(status.st_mode):
                continue
            if not stat.S_ISREG(status.st_mode):
                raise InvalidQuestion(
                    [Problem(below, None, "This is no plain file.", "Put the file itself there.")],
                    path.name,
                )
            if status.st_size > limits.file or len(files) >= limits.files:
                raise InvalidQuestion([_too_large(below, limits)], path.name)
            content = _read_plain(whole, limits.file)
            total += len(content)
            if len(content) > limits.file or total > limits.question:
                raise InvalidQuestion([_too_large(below, limits)], path.name)
            files[below] = content
    return files


def _raise(error: OSError) -> None:
    raise error


def _read_plain(path: Path, most: int) -> bytes:
    # Between looking and reading, a link may have come there.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        return file.read(most + 1)


def _too_large(path: str, limits: Limits) -> Problem:
    return Problem(
        path,
        None,
        f"This is too much: a file may have {in_words(limits.file)}, a question "
        f"{in_words(limits.question)} in {limits.files} files.",
        "Make it smaller, or ask the administrator for more.",
    )


# -- archives


def read_archive(source: BinaryIO, limits: Limits) -> dict[str, dict[str, bytes]]:
    """The folders of questions in a zip archive: contents by path, by the folder's name.

    Folders around them are taken off, and so is what programs add by themselves. An archive that
    has a question's files at its top is one question.

    Arguments:
        source: the archive; it is read, never unpacked to a disk.

    Raises:
        InvalidInput: it is no archive, cannot be read, or holds more than is allowed.
        InvalidQuestion: there is something in it that cannot be a question's.
    """
    try:
        # Before the directory is read, which takes ten times its size in memory.
        if _signatures(source) > MAX_ENTRIES:
            raise _too_much(f"more than {MAX_ENTRIES:,} files")
        with zipfile.ZipFile(source) as archive:
            return _read(archive, limits)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
        ValueError, struct.error, UnicodeDecodeError, OverflowError,
    ) as error:  # fmt: skip
        raise InvalidInput(
            f"This is no zip archive, or it is damaged ({str(error)[:200]}). Nothing was imported.",
            "not_an_archive",
        ) from error


def _signatures(source: BinaryIO) -> int:
    """How many entries an archive has at most."""
    found, before = 0, b""
    source.seek(0)
    while chunk := source.read(_CHUNK):
        found += (before + chunk).count(_SIGNATURE)
        before = chunk[-3:]
    source.seek(0)
    return found


def _read(archive: zipfile.ZipFile, limits: Limits) -> dict[str, dict[str, bytes]]:
    wanted: list[tuple[str, zipfile.ZipInfo]] = []
    for entry in archive.infolist():
        name = entry.filename
        if entry.is_dir() or any(part in LITTER for part in name.split("/")):
            continue
        _check_entry(entry)
        wanted.append((name, entry))
    roots = _roots([name for name, _ in wanted])
    folders: dict[str, dict[str, bytes]] = {}
    named: dict[str, str] = {}
    left = MAX_TOTAL * limits.question
    for name, entry in wanted:
        root = next((one for one in _above(name) if one in roots), None)
        if root is None:
            if name.rpartition("/")[2].lower() in ("readme.md", "license", ".gitignore"):
                continue
            raise InvalidQuestion(
                [
                    Problem(
                        name[:200],
                        None,
                        "The file is in no question's folder.",
                        f"Leave it out, or put a {QUESTION_FILE} into its folder.",
                    )
                ]
            )
        below = name[len(root) + 1 :] if root else name
        if root not in named:
            last = root.rpartition("/")[2] or "question"
            named[root] = last if last not in folders else _another(last, folders)
            folders[named[root]] = {}
        folder = folders[named[root]]
        if below in folder:
            raise InvalidInput(
                f"The archive has two files of the name {name[:200]}. Nothing was imported.",
                "not_an_archive",
            )
        if len(folder) >= limits.files:
            raise InvalidQuestion([within(named[root], _too_large(below, limits))])
        content = _unpack(archive, entry, min(limits.file, left))
        if content is None:
            if left < limits.file:
                raise _too_much(f"more than {in_words(MAX_TOTAL * limits.question)}")
            raise InvalidQuestion([within(named[root], _too_large(below, limits))])
        left -= len(content)
        folder[below] = content
    if not folders:
        raise InvalidInput(
            f"There is no question in this archive: no folder in it has a {QUESTION_FILE}.",
            "no_questions",
        )
    if len(folders) > MAX_QUESTIONS:
        raise _too_much(f"more than {MAX_QUESTIONS} questions")
    return folders


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    problem = None
    if "\0" in entry.orig_filename or "\\" in entry.orig_filename:
        problem = Problem(name[:200], None, "Its name cannot be used.", "Rename the file.")
    elif name.startswith("/") or any(part in ("", ".", "..") for part in name.split("/")):
        problem = Problem(
            name[:200], None, "Its name leads out of the archive.", "Make the archive anew."
        )
    elif stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        problem = Problem(
            name[:200], None, "This is no plain file but a link or a device.",
            "Put the file itself there.",
        )  # fmt: skip
    elif entry.flag_bits & _ENCRYPTED:
        raise InvalidInput(
            "The archive is encrypted. Make one without a password. Nothing was imported.",
            "encrypted",
        )
    elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InvalidInput(
            f"{name[:200]} is compressed in another way than zip archives usually are. Make the "
            "archive anew. Nothing was imported.",
            "not_an_archive",
        )
    if problem is not None:
        raise InvalidQuestion([problem])


def _roots(names: Collection[str]) -> set[str]:
    """The folders that hold a question: the outermost ones that have a ``question.md``."""
    found = {name.rpartition("/")[0] for name in names if name.rpartition("/")[2] == QUESTION_FILE}
    return {root for root in found if not any(one in found for one in _above(root))}


def _above(path: str) -> Iterator[str]:
    """The folders around a path, the innermost first; last the archive itself, which is ``""``."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def _another(name: str, taken: Collection[str]) -> str:
    number = 2
    while (other := numbered(name, number)) in taken:
        number += 1
    return other


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes | None:
    """The content of an entry, whatever it says of its size; None where it is more than `most`."""
    chunks: list[bytes] = []
    size = 0
    with contextlib.closing(archive.open(entry)) as file:
        while chunk := file.read(min(_CHUNK, most - size + 1)):
            size += len(chunk)
            if size > most:
                return None
            chunks.append(chunk)
    return b"".join(chunks)


def _too_much(what: str) -> InvalidInput:
    return InvalidInput(f"The archive holds {what}. Nothing was imported.", "too_large")
