"""Which language a document of a pad is in, and how its kernel is told to run a file.

Pure but for the errors: what the machine offers comes in as data.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import InvalidInput, Unavailable
from ..provisioning.language import Language
from ..provisioning.languages import by_extension


class DocumentLanguages:
    """The languages of one pad. Asked by its runs and by its server.

    Arguments:
        offered: the languages that this machine runs, by the names of their kernels.
        own: the name of the pad's own language.
    """

    def __init__(self, offered: Callable[[], Mapping[str, Language]], own: str) -> None:
        self._offered = offered
        self._own = own

    def kernel_of(self, path: str, type: str, metadata: Mapping[str, Any]) -> str:
        """The name of the kernel that runs a document.

        Arguments:
            path: the document.
            type: ``notebook`` or ``file``.
            metadata: a notebook's.

        Raises:
            InvalidInput: no language here runs such a file.
            Unavailable: the pad's language is not offered any more.
        """
        offered = self._offered()
        if type != "notebook":
            wanted = self.of_file(path)
        else:
            spec = metadata.get("kernelspec")
            name = spec.get("name") if isinstance(spec, Mapping) else None
            if isinstance(name, str) and name in offered:
                return name
            wanted = self._find_own(offered)
        return next(name for name, language in offered.items() if language is wanted)

    def of_file(self, path: str) -> Language:
        """The language that a file is run in: the pad's own if that has such files.

        Raises:
            InvalidInput: no language here runs such a file.
        """
        extension = os.path.splitext(path)[1]
        language = self._by_extension().get(extension)
        if language is None:
            raise InvalidInput(
                f"Files that end with “{extension}” cannot be run here."
                if extension
                else "Files without an ending such as “.py” cannot be run here."
            )
        return language

    def extensions(self) -> list[str]:
        """The endings of files that can be run, sorted."""
        return sorted(self._by_extension())

    def _by_extension(self) -> dict[str, Language]:
        offered = list(self._offered().values())
        return by_extension(sorted(offered, key=lambda one: one.kernel_name != self._own))

    def _find_own(self, offered: Mapping[str, Language]) -> Language:
        for language in offered.values():
            if language.kernel_name == self._own:
                return language
        raise Unavailable(
            f"This pad's language ({self._own}) cannot be run on this server at the moment. "
            "What you wrote is safe. Please tell the administrator, for whom "
            "“jupyter interview doctor” says what is missing.",
            "no_language",
        )


def file_code(language: Language, path: str, source: str) -> str:
    """What a kernel is sent to run a file as a program, with the file's name in its errors.

    Arguments:
        language: the file's.
        path: the file, whose folder is the kernel's working directory.
        source: its text.
    """
    name = json.dumps(path.rsplit("/", 1)[-1])
    if language.runner is not None:
        return f"%run {name}"
    if language.run_file is not None:
        return language.run_file.replace("{file}", name)
    return source


def leaves_nothing(language: Language) -> bool:
    """Whether the kernel is as new after a program has run in it."""
    return language.runner is not None
