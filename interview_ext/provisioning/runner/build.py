"""Sources and what is compiled of them, kept as long as the sandbox lives."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

KEEP = 8
"""Programs that are kept."""

MOST_FILES = 1000
"""Files and folders beside a program that are looked at for changes; with more nothing is kept."""


class Builds:
    """The programs of one language.

    Arguments:
        runner: the table ``[runner]`` of the language.
        file: the name of a cell's source.
        folder: the language's own folder.
    """

    def __init__(self, runner: dict[str, Any], file: str, folder: str) -> None:
        self._compile: list[str] = runner.get("compile", [])
        self._run: list[str] = runner["run"]
        self._name = re.compile(runner["name"]) if "name" in runner else None
        self._file = file
        self._folder = folder
        self._root = Path(tempfile.mkdtemp(prefix="programs-"))
        self._built: dict[str, Path] = {}

    @property
    def hidden(self) -> str:
        """The beginning of paths that people need not see."""
        return str(self._root)

    def program(
        self, code: str | None, file: str | None, compile: Callable[[list[str], str], bool]
    ) -> tuple[list[str], str] | None:
        """The command that runs a program, compiled if need be.

        Arguments:
            code: a cell's text; None for a file.
            file: a file's name, below the working directory; None for a cell.
            compile: runs a compiler's command and says whether it succeeded; also gets the part
                of paths that people need not see.

        Returns:
            The command and that part of paths; None if it could not be compiled.

        Raises:
            OSError: the file cannot be read, or there is no room.
        """
        content = code.encode() if code is not None else Path(file or "").read_bytes()
        key = self._key(content, file)
        directory = self._built.get(key or "")
        if directory is None or not directory.is_dir():
            directory = Path(tempfile.mkdtemp(dir=self._root))
            fresh = True
        else:
            fresh = False
            self._built[key or ""] = self._built.pop(key or "")
        source = file if file is not None else str(directory / self._file_name(content))
        hidden = f"{directory}/"
        if fresh:
            if code is not None:
                Path(source).write_bytes(content)
            if self._compile and not compile(self._fill(self._compile, source, directory), hidden):
                shutil.rmtree(directory, ignore_errors=True)
                return None
            self._remember(key, directory)
        return self._fill(self._run, source, directory), hidden

    def _file_name(self, content: bytes) -> str:
        found = self._name.search(content.decode(errors="replace")) if self._name else None
        return f"{found[1]}{os.path.splitext(self._file)[1]}" if found else self._file

    def _fill(self, command: list[str], source: str, directory: Path) -> list[str]:
        words = {
            "source": source,
            "name": os.path.splitext(os.path.basename(source))[0],
            "program": str(directory / "program"),
            "directory": str(directory),
            "folder": self._folder,
        }
        return [
            re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), word)
            for word in command
        ]

    def _remember(self, key: str | None, directory: Path) -> None:
        if key is None:
            key = directory.name  # never asked for again
        self._built[key] = directory
        while len(self._built) > KEEP:
            shutil.rmtree(self._built.pop(next(iter(self._built))), ignore_errors=True)

    def _key(self, content: bytes, file: str | None) -> str | None:
        """What a program is known by: its text, and the files beside it that it may include."""
        beside = _files_beside(file)
        if beside is None:
            return None
        facts = [hashlib.sha256(content).hexdigest(), file, beside if self._compile else None]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _files_beside(but: str | None) -> list[tuple[str, int, int]] | None:
    """Name, size and time of each file below the working directory; None if there are many."""
    found: list[tuple[str, int, int]] = []
    seen = 0
    for directory, folders, files in os.walk("."):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        seen += len(folders) + len(files)
        if seen > MOST_FILES:
            return None
        for name in sorted(files):
            path = os.path.normpath(os.path.join(directory, name))
            if path == but:
                continue
            try:
                status = os.lstat(path)
            except OSError:
                continue
            found.append((path, status.st_size, status.st_mtime_ns))
    return found
