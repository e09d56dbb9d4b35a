"""The data of the examples is what the script beside them makes."""

from __future__ import annotations

import importlib.util
import sqlite3
from pathlib import Path
from types import ModuleType

import pytest

BANK = Path(__file__).parents[2] / "question_bank"
SQLITE = b"SQLite format 3\x00"


def load() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("question_bank_data", BANK / "data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


DATA = load()


def dump(content: bytes) -> list[str]:
    """What is in a database: its file differs from one version of SQLite to the next."""
    with sqlite3.connect(":memory:") as database:
        database.deserialize(content)
        return list(database.iterdump())


@pytest.mark.parametrize("slug", DATA.QUESTIONS)
def test_files_are_what_the_script_makes(slug: str) -> None:
    made = DATA.QUESTIONS[slug]()
    assert made == DATA.QUESTIONS[slug]()
    for path, content in made.items():
        shipped = (BANK / slug / path).read_bytes()
        if content.startswith(SQLITE):
            assert dump(shipped) == dump(content), f"{slug}/{path}: python question_bank/data.py"
        else:
            assert shipped == content, f"{slug}/{path}: python question_bank/data.py"


def test_no_data_comes_from_elsewhere() -> None:
    # What others ship beside their examples is small and written by hand.
    made = {f"{slug}/{path}" for slug, make in DATA.QUESTIONS.items() for path in make()}
    for slug in DATA.QUESTIONS:
        for file in (BANK / slug / "data").rglob("*"):
            assert file.relative_to(BANK).as_posix() in made


def test_the_bank_is_small() -> None:
    assert sum(file.stat().st_size for file in BANK.rglob("*") if file.is_file()) < 3_000_000
