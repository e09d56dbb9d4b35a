"""Where the questions are that ship with the package."""

from __future__ import annotations

import hashlib
from pathlib import Path

from jupyter_core.paths import jupyter_path

from .paths import QUESTION_FILE, is_slug


def example_directories() -> list[str]:
    """Where examples are: the folder of a checkout, or an installation's shared data."""
    checkout = Path(__file__).resolve().parents[2]
    is_checkout = (checkout / "pyproject.toml").is_file()
    beside = [str(checkout / "question_bank")] if is_checkout else []
    return [*beside, *jupyter_path("interview", "question_bank")]


def find_examples(directories: list[str] | None = None) -> dict[str, Path]:
    """The folders of examples by their names; of two of one name the first.

    Arguments:
        directories: where to look, earlier ones first; default: `example_directories`.
    """
    found: dict[str, Path] = {}
    for directory in example_directories() if directories is None else directories:
        try:
            folders = sorted(Path(directory).iterdir())
        except OSError:
            continue
        for folder in folders:
            if is_slug(folder.name) and (folder / QUESTION_FILE).is_file():
                found.setdefault(folder.name, folder)
    return found


def example_id(slug: str) -> str:
    """The id of an example, the same in every installation."""
    return hashlib.sha256(f"example/{slug}".encode()).hexdigest()[:32]
