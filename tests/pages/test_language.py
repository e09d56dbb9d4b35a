"""Every text of the pages exists in every language, and a reader gets theirs."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from interview_ext.pages.language import LOCALE_DIR, current_language, languages, negotiate

ROOT = Path(__file__).parents[2]
TRANSLATED = sorted(path.parent.parent.name for path in LOCALE_DIR.glob("*/*/interview_ext.po"))


def written() -> set[str]:
    """What the templates and handlers say, found the way `pybabel extract` finds it."""
    settings = configparser.RawConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    sections = [section.partition(":") for section in settings.sections()]
    methods = [(pattern.strip(), method.strip()) for method, _, pattern in sections]
    options = {
        pattern.strip(): dict(settings.items(f"{method}:{pattern}"))
        for method, _, pattern in sections
    }
    found = extract_from_dir(
        ROOT / "interview_ext",
        [(pattern.removeprefix("interview_ext/"), method) for pattern, method in methods],
        {key.removeprefix("interview_ext/"): value for key, value in options.items()},
    )
    messages: set[str] = set()
    for _, _, message, _, _ in found:
        messages.update([message] if isinstance(message, str) else message)
    return messages


def catalogue(name: str) -> Catalog:
    with (LOCALE_DIR / name / "LC_MESSAGES" / "interview_ext.po").open("rb") as file:
        return read_po(file, locale=name)


def test_there_is_text_and_there_are_languages() -> None:
    texts = written()
    assert "You’re in the waiting room" in texts
    assert "Waiting for {duration}." in texts
    assert "de" in TRANSLATED


def test_the_template_catalogue_has_every_text_and_no_other() -> None:
    with (LOCALE_DIR / "interview_ext.pot").open("rb") as file:
        assert {message.id for message in read_po(file) if message.id} == written()


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translation_is_complete(name: str) -> None:
    translated = catalogue(name)
    missing = sorted(
        text for text in written() if not (entry := translated.get(text)) or not entry.string
    )
    assert missing == []
    assert [message.id for message in translated if message.fuzzy] == []
    assert dict(translated.obsolete) == {}


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translation_keeps_what_is_filled_in(name: str) -> None:
    for message in catalogue(name):
        if message.id:
            fields = re.compile(r"%\(\w+\)s|\{\w+\}|%s|%d")
            assert set(fields.findall(message.id)) == set(fields.findall(message.string)), message


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("fr,de;q=0.5,en;q=0.4", "de"),
        ("fr;q=1, en;q=0.2, de;q=0.3", "de"),
        ("de;q=0", "en"),
        ("DE-de", "de"),
        ("*", "en"),
        ("xx-yy;q=abc, de", "de"),
        (";;;,,,q=1;=", "en"),
        ("../../etc/passwd", "en"),
        ("de," * 10_000, "de"),
    ],
)
def test_the_reader_gets_the_best_language(header: str, tag: str) -> None:
    assert negotiate(header).tag == tag


def test_outside_a_request_the_text_is_as_written() -> None:
    assert current_language().tag == "en"


def test_every_language_knows_its_direction() -> None:
    assert {language.direction for language in languages().values()} <= {"ltr", "rtl"}
    assert languages()["de"].translations.gettext("Leave") == "Verlassen"
