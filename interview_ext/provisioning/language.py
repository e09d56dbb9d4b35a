"""A language that pads offer, as the ``language.toml`` of its folder describes it.

Pure: text comes in, a description or an error in words goes out. `languages.py` looks what of
it is on this machine, `kernelspecs.py` makes kernels of it. The format is documented in
``docs/languages.md``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FILE = "language.toml"
"""The file that makes a folder the folder of a language."""

_KERNEL_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
_EXTENSION = re.compile(r"\.[A-Za-z0-9+_-]{1,16}\Z")
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}\Z")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")

_SHOWN = ("/etc/", "/opt/", "/var/lib/")


class InvalidLanguage(ValueError):
    """A description that cannot be used; says which file and key, and what to write instead."""


@dataclass(frozen=True)
class Needs:
    """What a language needs from the machine.

    Arguments:
        commands: programs, looked for where the sandbox finds them.
        paths: files below ``/usr`` that have to be there, such as a package of the language.
        python: modules that the kernels' Python must be able to import.
        debian: packages that bring what is needed.
        hint: how else to get it, as a sentence.
        files: patterns of files outside of ``/usr`` that the programs read, such as their
            configuration below ``/etc``.
    """

    commands: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    python: tuple[str, ...] = ()
    debian: tuple[str, ...] = ()
    hint: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Runner:
    """How the runner kernel runs a program; see ``runner/`` for what the words stand for.

    Arguments:
        run: the command that runs a program.
        compile: the command ahead of it, if there is one.
        name: a pattern whose group finds, in a cell, what its source file has to be called;
            empty for `Language.file`.
        environment: variables of both.
        terminal: whether the program's input and output are a terminal's, so that it does not
            hold its output back.
    """

    run: tuple[str, ...]
    compile: tuple[str, ...] = ()
    name: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    terminal: bool = True


@dataclass(frozen=True)
class Language:
    """One language.

    Arguments:
        kernel_name: the folder's name; the name of the kernel and, in the API, of the language.
        name: what people read.
        file_extension: of its files, with the dot.
        mimetype: of its source.
        file: the name of a new pad's file.
        hello: a program that prints ``Hello, world!``.
        starter: what the documents of a new pad begin with.
        other_extensions: files with these are run as this language too.
        codemirror_mode, pygments_lexer: names of the language in editors and highlighters,
            where the mime type does not say enough.
        version: the command that prints the version.
        run_file: native kernels: the code that runs a file, in which ``{file}`` stands for its
            name as a quoted string. None sends the file's text, as if it were a cell.
        address_space: bytes of address space of one process where memory is not limited by
            cgroups; None for the sandbox's own limit, 0 for none.
        runner: None where the folder has a native kernel (a ``kernel.json``).
        program: native kernels: the command that runs a file as a program which reads its input;
            empty where there is none.
    """

    kernel_name: str
    name: str
    file_extension: str
    mimetype: str
    file: str
    hello: str
    starter: str
    other_extensions: tuple[str, ...] = ()
    codemirror_mode: str = ""
    pygments_lexer: str = ""
    version: tuple[str, ...] = ()
    run_file: str | None = None
    address_space: int | None = None
    needs: Needs = Needs()
    runner: Runner | None = None
    program: tuple[str, ...] = ()

    @property
    def runs(self) -> Runner | None:
        """How a file is run as a program that reads its input; None where that cannot be."""
        return self.runner or (Runner(self.program) if self.program else None)

    @property
    def extensions(self) -> tuple[str, ...]:
        """All extensions of its files."""
        return (self.file_extension, *self.other_extensions)

    def language_info(self) -> dict[str, str]:
        """What a notebook and a kernel say of their language, as Jupyter's messages have it."""
        info = {
            "name": self.kernel_name,
            "file_extension": self.file_extension,
            "mimetype": self.mimetype,
        }
        if self.codemirror_mode:
            info["codemirror_mode"] = self.codemirror_mode
        if self.pygments_lexer:
            info["pygments_lexer"] = self.pygments_lexer
        return info


PLACEHOLDERS = ("source", "name", "program", "directory", "folder")
"""Words in braces that the runner's commands may use."""


def parse_language(text: str, kernel_name: str, where: str, *, native: bool) -> Language:
    """Read a ``language.toml``.

    Called by `languages.py` for each folder.

    Arguments:
        text: the file's content.
        kernel_name: the folder's name.
        where: the file's path, for the error.
        native: whether the folder has a ``kernel.json``.

    Raises:
        InvalidLanguage: with file, key and cure.
    """
    if not _KERNEL_NAME.match(kernel_name):
        raise InvalidLanguage(
            f"{where}: the folder's name {kernel_name!r} names the kernel; use small letters, "
            "digits, '.', '-' and '_'."
        )
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidLanguage(f"{where} is not TOML: {error}.") from error
    top = _Table(table, where, "")
    needs = _needs(top.table("needs"))
    runner = None
    if native:
        if "runner" in table:
            raise InvalidLanguage(
                f"{where}: [runner] and a kernel.json in the same folder; remove one of them."
            )
    else:
        if "runner" not in table:
            raise InvalidLanguage(
                f"{where}: there is neither a [runner] nor a kernel.json in the same folder; "
                'write [runner] with run = ["{program}"] or the like.'
            )
        runner = _runner(top.table("runner"))
    extension = top.matching("file_extension", _EXTENSION, "such as '.rs'")
    hello = top.text("hello").lstrip("\n")
    language = Language(
        kernel_name=kernel_name,
        name=top.text("name"),
        file_extension=extension,
        mimetype=top.text("mimetype"),
        file=top.matching("file", _FILE_NAME, "the name of a file", default=f"main{extension}"),
        hello=hello,
        starter=top.text("starter", default=hello).lstrip("\n"),
        other_extensions=top.words("other_extensions"),
        codemirror_mode=top.text("codemirror_mode", default=""),
        pygments_lexer=top.text("pygments_lexer", default=""),
        version=top.words("version"),
        run_file=top.text("run_file") if "run_file" in table else None,
        address_space=top.number("address_space"),
        needs=needs,
        runner=runner,
        program=top.words("program"),
    )
    for other in language.other_extensions:
        if not _EXTENSION.match(other):
            raise InvalidLanguage(f"{where}: other_extensions: {other!r} is not like '.rs'.")
    if not language.file.endswith(language.extensions):
        raise InvalidLanguage(f"{where}: file must end with {extension!r}.")
    if language.run_file is not None and runner is not None:
        raise InvalidLanguage(
            f"{where}: run_file is for native kernels; the runner knows how to run a file."
        )
    if language.program and runner is not None:
        raise InvalidLanguage(
            f"{where}: program is for native kernels; the runner knows how to run a program."
        )
    _check_placeholders(where, "program", language.program)
    top.nothing_else()
    return language


def _needs(table: _Table) -> Needs:
    needs = Needs(
        commands=table.words("commands"),
        paths=table.words("paths"),
        python=table.words("python"),
        debian=table.words("debian"),
        hint=table.text("hint", default=""),
        files=table.words("files"),
    )
    for pattern in needs.files:
        if not pattern.startswith(_SHOWN) or ".." in pattern.split("/"):
            raise InvalidLanguage(
                f"{table.where}: needs.files: {pattern!r} is not below {', '.join(_SHOWN)}; put "
                "what candidates may read there."
            )
    table.nothing_else()
    return needs


def _runner(table: _Table) -> Runner:
    runner = Runner(
        run=table.words("run"),
        compile=table.words("compile"),
        name=table.text("name", default=""),
        environment=table.strings("environment"),
        terminal=table.flag("terminal", default=True),
    )
    if not runner.run:
        raise InvalidLanguage(
            f'{table.where}: runner.run is missing; write run = ["{{program}}"] or the like.'
        )
    for key, command in (("compile", runner.compile), ("run", runner.run)):
        _check_placeholders(table.where, f"runner.{key}", command)
    try:
        groups = re.compile(runner.name).groups
    except re.error as error:
        raise InvalidLanguage(f"{table.where}: runner.name is no pattern: {error}.") from error
    if runner.name and groups != 1:
        raise InvalidLanguage(f"{table.where}: runner.name must have one group: (…).")
    table.nothing_else()
    return runner


def _check_placeholders(where: str, key: str, command: tuple[str, ...]) -> None:
    for word in command:
        for name in _PLACEHOLDER.findall(word):
            if name not in PLACEHOLDERS:
                raise InvalidLanguage(
                    f"{where}: {key}: {{{name}}} means nothing; there are "
                    + ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
                    + "."
                )


class _Table:
    """A table of TOML that is read key by key and says what it does not understand."""

    def __init__(self, values: Any, where: str, prefix: str) -> None:
        self.where = where
        self._prefix = prefix
        self._values: dict[str, Any] = values
        self._known: set[str] = set()

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._wrong(key, 'must be a text, such as "…"')
        return value

    def matching(
        self, key: str, pattern: re.Pattern[str], like: str, default: str | None = None
    ) -> str:
        value = self.text(key, default)
        if not pattern.match(value):
            raise self._wrong(key, f"{value!r} is not {like}")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self._wrong(key, 'must be a list of texts, such as ["…"]')
        return tuple(value)

    def strings(self, key: str) -> dict[str, str]:
        value = self._take(key, {})
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise self._wrong(key, 'must be a table of texts, such as { NAME = "…" }')
        return value

    def number(self, key: str) -> int | None:
        value = self._take(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(key, "must be a number of bytes")
        return value if key in self._values else None

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "must be true or false")
        return value

    def table(self, key: str) -> _Table:
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "must be a table")
        return _Table(value, self.where, f"{key}.")

    def nothing_else(self) -> None:
        for key in self._values:
            if key not in self._known:
                raise self._wrong(key, f"is not known; known are {', '.join(sorted(self._known))}")

    def _take(self, key: str, default: Any) -> Any:
        self._known.add(key)
        if key not in self._values and default is None:
            raise self._wrong(key, "is missing")
        return self._values.get(key, default)

    def _wrong(self, key: str, what: str) -> InvalidLanguage:
        return InvalidLanguage(f"{self.where}: {self._prefix}{key} {what}.")
