"""The Jinja environments that the light pages are rendered in."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any
from urllib.parse import unquote_plus

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, TemplateNotFound
from jinja2.bccache import Bucket, BytecodeCache
from jupyter_server.base.call_context import CallContext
from jupyter_server.utils import url_path_join
from tornado.web import RequestHandler

from . import language
from .assets import asset_url

TEMPLATES_DIR = Path(__file__).parent.parent / "templates"


class KeptTemplates(BytecodeCache):
    """Templates as they were compiled, for all the environments of a process that are alike.

    Every pad has environments of its own, for the same templates.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[bucket.key] = (bucket.checksum, bucket.code)


@cache
def _kept_templates(*options: object) -> KeptTemplates:
    """What is kept for environments of these options, which the compiled templates depend on."""
    return KeptTemplates()


def initials(name: str) -> str:
    """One or two letters that stand for a name in a small circle."""
    words = name.split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


def lab_scripts(environment: Environment) -> list[str]:
    """The files that JupyterLab's own page starts with, below its static files.

    Arguments:
        environment: not dressed yet; where it has no page of JupyterLab's, there are none.
    """
    assert environment.loader is not None
    try:
        source = environment.loader.get_source(environment, "index.html")[0]
    except TemplateNotFound:
        return []
    return re.findall(r'src="\{\{\s*page_config\.fullStaticUrl\s*\}\}/([^"]+)"', source)


def dress(environment: Environment, base_url: str, start_url: str | None = None) -> None:
    """Give an environment the light pages' templates, language and static files.

    Templates that Jupyter Server renders itself (``login.html``, ``logout.html``, and the error
    pages) are then ours, in the reader's language.

    Arguments:
        environment: changed in place.
        base_url: of the host application, where the static files are.
        start_url: where "Back to the start" on an error page leads; the home page by default.
    """
    address = re.compile(re.escape(url_path_join(base_url, "interview/pads/")) + r"[\w-]+\Z")

    def pad_address(next_url: str) -> str:
        """The pad's address if somebody who signs in was sent from there, else nothing."""
        path = unquote_plus(next_url)
        return path if address.match(path) else ""

    environment.policies["ext.i18n.trimmed"] = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True
    )
    environment.globals.update(
        page_language=language.current_language,
        asset=lambda name: asset_url(base_url, name),
        initials=initials,
        pad_address=pad_address,
        start_url=start_url or url_path_join(base_url, "interview"),
        lab_scripts=lab_scripts(environment) if environment.loader else [],
    )
    ours: BaseLoader = FileSystemLoader(TEMPLATES_DIR)
    environment.loader = (
        ChoiceLoader([ours, environment.loader]) if environment.loader is not None else ours
    )
    environment.bytecode_cache = _kept_templates(
        environment.lexer,
        environment.autoescape,
        environment.finalize,
        *sorted(environment.extensions),
    )
    if environment.cache is not None:
        environment.cache.clear()


@cache
def make_environment(base_url: str) -> Environment:
    """The environment of the pages' own handlers, one for each host."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    dress(environment, base_url)
    return environment


def dress_server(
    settings: MutableMapping[str, Any], base_url: str, start_url: str | None = None
) -> None:
    """Dress every Jinja environment of a tornado application, those of extensions included.

    Called once by the host application and once by each pad server, after their handlers and
    extensions are set up.

    Arguments:
        settings: the application's settings.
        base_url: of the host application.
        start_url: see `dress`; for a pad, its address.
    """
    for value in list(settings.values()):
        if isinstance(value, Environment):
            dress(value, base_url, start_url)


def error_page(
    handler: RequestHandler, base_url: str, status_code: int, message: str, start_url: str
) -> str:
    """A whole error page for a handler that renders no templates of its own.

    Called by the gate in front of the pads.

    Arguments:
        handler: whose request is answered, for the reader's language.
        base_url: of the host application.
        status_code: of the answer.
        message: what happened, for people.
        start_url: where "Back to the start" leads.
    """
    CallContext.set(CallContext.JUPYTER_HANDLER, handler)
    return (
        make_environment(base_url)
        .get_template("error.html")
        .render(status_code=status_code, message=message, start_url=start_url)
    )
