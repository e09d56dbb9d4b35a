"""Names of a question's files, and where they land in a pad. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from ..text import BIDI_CONTROLS
from .problem import Problem

QUESTION_FILE: Final = "question.md"
STARTER: Final = "starter"
DATA: Final = "data"
TESTS: Final = "tests"
HIDDEN_TESTS: Final = "hidden_tests"
SOLUTION: Final = "solution"
FOLDERS: Final = (STARTER, DATA, TESTS, HIDDEN_TESTS, SOLUTION)

# What file systems and archives everywhere can do.
MAX_PART: Final = 120
MAX_PATH: Final = 300
MAX_DEPTH: Final = 12

MAX_SLUG: Final = 64
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LITTER: Final = frozenset(
    {
        ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX", "__pycache__", ".ipynb_checkpoints",
        ".pytest_cache", ".ruff_cache", ".mypy_cache", ".git", ".gitkeep", ".virtual_documents",
    }
)  # fmt: skip
"""What programs leave behind in folders; it is never a question's."""

# A device on some systems, whatever follows the dot.
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def is_slug(text: str) -> bool:
    """Whether a text can be the name of a question's folder."""
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None


def slug_of(title: str) -> str:
    """The name of a folder for a question of this title; ``question`` where none can be made."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-")
    return slug or "question"


def numbered(slug: str, number: int) -> str:
    """A slug with a number after it, no longer than slugs may be."""
    end = f"-{number}"
    return slug[: MAX_SLUG - len(end)].rstrip("-") + end


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """A slug that nobody has, with a number where the one that is wanted is taken."""
    slug, number = wanted, 2
    while slug in taken:
        slug = numbered(wanted, number)
        number += 1
    return slug


def path_problem(path: str) -> Problem | None:
    """What keeps a path from being the name of a question's file; None where nothing does."""

    def problem(message: str, cure: str) -> Problem:
        return Problem(_shown(path), None, message, cure)

    if not path or len(path) > MAX_PATH:
        return problem(
            f"The file's name is {'too long' if path else 'empty'}.",
            f"Use at most {MAX_PATH} characters, folders included.",
        )
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in BIDI_CONTROLS for c in path):
        return problem("The file's name has characters that cannot be shown.", "Rename the file.")
    if "\\" in path or path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return problem(
            "The file's name does not stay inside the question's folder.",
            "Name it from the folder on, with slashes between folders.",
        )
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return problem(
            "The file's name does not stay inside the question's folder.",
            "Take empty parts, “.” and “..” out of it.",
        )
    for part in parts:
        if len(part.encode()) > MAX_PART:
            return problem(
                "A part of the file's name is too long.", f"Use at most {MAX_PART} bytes."
            )
        if part != part.strip() or part.endswith(".") or re.search(r'[<>:"|?*]', part):
            return problem(
                f"“{part[:40]}” is no file's name on every computer.",
                'Take < > : " | ? * out of it, and blanks and dots from its end.',
            )
        if _DEVICE.fullmatch(part):
            return problem(f"“{part[:40]}” is a device's name on Windows.", "Rename the file.")
        if part in LITTER or part.lower() == ".git":
            return problem(f"“{part}” is what programs leave behind.", "Leave it out.")
    if len(parts) > MAX_DEPTH:
        return problem("The file is in too many folders.", f"At most {MAX_DEPTH} in each other.")
    if path != QUESTION_FILE and (len(parts) < 2 or parts[0] not in FOLDERS):
        return problem(
            "The file is in none of the folders that a question has.",
            f"Put it into {', '.join(f'{folder}/' for folder in FOLDERS)} or leave it out.",
        )
    return None


def clashes(paths: Iterable[str]) -> list[Problem]:
    """Names that are the same to some file systems, and files where others need a folder."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    ordered = sorted(paths)
    for path in ordered:
        key = _folded(path)
        if key in seen:
            problems.append(
                Problem(
                    _shown(path),
                    None,
                    f"Its name differs from {_shown(seen[key])} only in capitals or accents.",
                    "Rename one of them: on some computers they are the same file.",
                )
            )
        seen.setdefault(key, path)
        parts = path.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            other = folders.setdefault(_folded(folder), folder)
            if other != folder:
                problems.append(
                    Problem(
                        _shown(path),
                        None,
                        f"The folder {_shown(folder)} differs from {_shown(other)} only in "
                        "capitals or accents.",
                        "Write it in one way.",
                    )
                )
    for path in ordered:
        if _folded(path) in folders:
            problems.append(
                Problem(
                    _shown(path),
                    None,
                    "There is a folder of the same name.",
                    "Rename the file or the folder.",
                )
            )
    return problems


def landing(path: str, languages: Iterable[str]) -> tuple[str, str, str]:
    """Where a file belongs: its folder, the language it is for (or ``""`` for all), its path there.

    Arguments:
        path: inside the question's folder, such as ``starter/python/main.py``.
        languages: of the question.
    """
    folder, _, rest = path.partition("/")
    first, slash, below = rest.partition("/")
    if folder != DATA and slash and first in set(languages):
        return folder, first, below
    return folder, "", rest


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _shown(path: str) -> str:
    """A path as a message may have it: everything in it can be seen."""
    shown = "".join(
        c if c.isprintable() and c not in BIDI_CONTROLS else "\N{REPLACEMENT CHARACTER}"
        for c in path
    )
    return shown if len(shown) <= 120 else f"{shown[:117]}…"
