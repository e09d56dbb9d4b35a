"""The languages of this machine: which are described, which are found, and how to get the rest."""

from __future__ import annotations

import functools
import glob
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .folders import kernel_directories
from .language import FILE, InvalidLanguage, Language, parse_language
from .python_environment import PythonEnvironment
from .sandbox import is_inside

PATH = "/usr/local/bin:/usr/bin:/bin"
"""Where programs are looked for: what a sandbox shows, and not the server's own environment."""


@dataclass(frozen=True)
class FoundLanguage:
    """A folder of a language, and whether its kernel can be offered on this machine.

    Arguments:
        kernel_name: the folder's name.
        folder: its path.
        language: None where its description cannot be read.
        problem: what is missing or wrong, as a sentence; empty where the language is offered.
        remedy: how to get it, as a sentence; empty where there is nothing to do.
    """

    kernel_name: str
    folder: Path
    language: Language | None
    problem: str = ""
    remedy: str = ""

    @property
    def offered(self) -> bool:
        """Whether pads can be made with it."""
        return self.language is not None and not self.problem

    def version(self) -> str:
        """The first line of what its version command prints; empty where that says nothing.

        Runs the program, so this is for the command line.
        """
        if self.language is None or self.problem or not self.language.version:
            return ""
        program, *arguments = self.language.version
        path = visible_program(program)
        if path is None:
            return ""
        try:
            answer = subprocess.run(
                [path, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=30,
                env={"PATH": PATH, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        return next((line.strip() for line in answer.stdout.splitlines() if line.strip()), "")


def languages(
    directories: Sequence[str] | None = None,
    environment: PythonEnvironment | None = None,
    wanted: Callable[[str], bool] = lambda name: True,
) -> list[FoundLanguage]:
    """Every folder of a language, whether it can be offered or not, in the order of their names.

    Called by the kernelspec manager, and from the command line to say how to get what is missing.
    Looks at files, and asks a Python that the administrator named for its modules, once.

    Arguments:
        directories: where to look, earlier ones first; default: `kernel_directories`.
        environment: the Python that runs kernels; default: where it is by default.
        wanted: told a folder's name, whether to look into it; default: into all.
    """
    environment = environment or PythonEnvironment()
    found: dict[str, FoundLanguage] = {}
    for directory in kernel_directories() if directories is None else directories:
        try:
            folders = sorted(Path(directory).iterdir())
        except OSError:
            continue
        for folder in folders:
            name = folder.name.lower()
            if wanted(name) and name not in found and (folder / FILE).is_file():
                found[name] = look_at(folder, environment)
    return sorted(
        found.values(), key=lambda one: one.language.name if one.language else one.kernel_name
    )


def look_at(folder: Path, environment: PythonEnvironment) -> FoundLanguage:
    """A folder that has a ``language.toml``, and what of its needs is there."""
    name = folder.name.lower()
    try:
        language = read_language(folder)
    except InvalidLanguage as error:
        return FoundLanguage(name, folder, None, str(error), f"Mend {folder / FILE}.")
    needs = language.needs
    missing = [command for command in needs.commands if visible_program(command) is None]
    missing += [path for path in needs.paths if not os.path.exists(path)]
    modules = environment.missing(needs.python) if needs.python and not missing else ()
    if not missing and not modules:
        return FoundLanguage(name, folder, language)
    problem = f"{', '.join((*missing, *modules))} cannot be found"
    if missing and any(shutil.which(command) for command in missing):
        problem += f" in {PATH}, where a sandbox looks"
    if needs.debian:
        remedy = f"Install it with: sudo apt install {' '.join(needs.debian)}"
    elif modules:
        remedy = environment.how_to_add(modules)
    else:
        remedy = ""
    remedy = " ".join(word for word in (remedy, needs.hint) if word)
    return FoundLanguage(name, folder, language, f"{problem}.", remedy)


def read_language(folder: Path) -> Language:
    """The language that a folder describes.

    Raises:
        InvalidLanguage: with file, key and cure.
    """
    path = folder / FILE
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise InvalidLanguage(f"{path} cannot be read: {error.strerror}.") from error
    return _read(folder, changed, (folder / "kernel.json").is_file())


@functools.lru_cache(maxsize=256)
def _read(folder: Path, _changed: int, native: bool) -> Language:
    path = folder / FILE
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidLanguage(f"{path} cannot be read: {error}.") from error
    return parse_language(text, folder.name.lower(), str(path), native=native)


def visible_program(name: str) -> str | None:
    """The path of a program that a sandbox sees and may execute; None if there is none."""
    path = shutil.which(name, path=PATH)
    if path is None:
        return None
    # A link may lead out of what is visible, such as to somebody's home directory.
    real = os.path.realpath(path)
    tops = ("/usr", *(top for top in ("/bin", "/lib", "/sbin") if not os.path.islink(top)))
    return path if any(is_inside(real, top) for top in tops) else None


def files_for(language: Language) -> list[str]:
    """The files outside of ``/usr`` that a language's programs read, if they are there."""
    return sorted(path for pattern in language.needs.files for path in glob.glob(pattern))


def by_extension(found: Iterable[Language]) -> dict[str, Language]:
    """Which language runs a file, by the file's extension; the first to claim one has it."""
    claimed: dict[str, Language] = {}
    for language in found:
        for extension in language.extensions:
            claimed.setdefault(extension, language)
    return claimed
