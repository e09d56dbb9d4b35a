"""The language of a server-rendered page: gettext catalogues, and which one a request gets."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations, Translations
from jupyter_server.base.call_context import CallContext

LOCALE_DIR = Path(__file__).parent.parent / "locale"

#: The language the templates are written in.
SOURCE_LANGUAGE = "en"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Language:
    """One language a page can be shown in.

    Arguments:
        tag: as in ``<html lang>``, such as ``"de"`` or ``"pt-BR"``.
        direction: ``"ltr"`` or ``"rtl"``, as in ``<html dir>``.
        translations: the catalogue.
    """

    tag: str
    direction: str
    translations: NullTranslations


def _language(name: str, translations: NullTranslations) -> Language:
    return Language(name.replace("_", "-"), Locale.parse(name).text_direction, translations)


@cache
def languages() -> dict[str, Language]:
    """Every language there is, by lower-case tag; read once per process.

    The ``.po`` files are compiled in memory: nothing binary is kept in the repository, and
    there is no build step to forget. A catalogue that cannot be read is left out (and logged),
    because a page in English is better than no page.
    """
    found = {SOURCE_LANGUAGE: _language(SOURCE_LANGUAGE, NullTranslations())}
    for path in sorted(LOCALE_DIR.glob("*/LC_MESSAGES/interview_ext.po")):
        name = path.parent.parent.name
        try:
            catalogue = read_po(io.BytesIO(path.read_bytes()), locale=name, abort_invalid=True)
            compiled = io.BytesIO()
            write_mo(compiled, catalogue)
            compiled.seek(0)
            language = _language(name, Translations(compiled))
        except (OSError, ValueError, PoFileError, UnknownLocaleError):
            log.exception("The translations in %s cannot be read; they are left out", path)
            continue
        found[language.tag.lower()] = language
    return found


def negotiate(accept_language: str) -> Language:
    """The best language for an ``Accept-Language`` header; English where nothing fits.

    A regional tag falls back to its language (``de-AT`` is served German), in the order the
    reader prefers. Called for each page by `current_language`.

    Arguments:
        accept_language: the header as sent by the browser; anything at all may be in it.
    """
    available = languages()
    wanted: list[tuple[float, int, str]] = []
    # No browser sends more than a handful; the cap keeps a hostile header cheap.
    for position, part in enumerate(accept_language.split(",")[:20]):
        tag, _, parameters = part.partition(";")
        tag = tag.strip().lower()
        quality = 1.0
        name, _, value = parameters.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                continue
        if tag and quality > 0:
            wanted.append((-quality, position, tag))
    for _, _, tag in sorted(wanted):
        while tag:
            if tag in available:
                return available[tag]
            tag = tag.rpartition("-")[0]
    return available[SOURCE_LANGUAGE]


def current_language() -> Language:
    """The language of the request being answered, by its ``Accept-Language`` header.

    Outside a request it is the language of the source text.
    """
    handler = CallContext.get(CallContext.JUPYTER_HANDLER)
    header = handler.request.headers.get("Accept-Language", "") if handler is not None else ""
    return negotiate(header)


def gettext(message: str) -> str:
    """Translate `message` for the request being answered."""
    return current_language().translations.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a message that depends on `count` for the request being answered."""
    return current_language().translations.ngettext(singular, plural, count)
