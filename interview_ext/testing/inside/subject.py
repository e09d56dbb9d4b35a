"""The subject's side: holds the candidate's code, and answers what the judge asks of it.

Nothing in here is secret, and nothing in here is trusted: the candidate's code runs in the same
process and can make it answer anything. It can lie about what it gives back, and about no more.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import io
import json
import linecache
import operator
import os
import sys
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import programs, queries
from .codec import CannotPack, Packer, Unpacker, dumps, loads
from .frames import ANSWER, MOST, QUESTION, Connection

MOST_OUTPUT = 64 * 1024
"""Characters of what is printed between two answers."""

MOST_OBJECTS = 100_000
"""Objects that the judge may know of at a time."""

MOST_LINES = 12
"""Lines of a traceback."""

FOLDER = "."
"""Where the candidate's files are; modules are imported from there."""


def main(connection: Connection, task: dict[str, Any]) -> None:
    """Answer questions until the server ends the sandbox."""
    sys.path.insert(0, os.getcwd())
    subject = Subject(connection, task)
    for module in task.get("modules", ()):
        # While the judge gets ready; the judge is told what came of it when it asks.
        subject.load(module)
    while True:
        kind, body = connection.receive()
        if kind == QUESTION:
            subject.answer(body)


MUTABLE = frozenset(
    [
        "list", "dict", "set", "bytearray", "deque", "Counter", "OrderedDict",
        "defaultdict", "array", "objects", "series", "frame",
    ]
)  # fmt: skip
"""Tags of values that a function can change, which is then to be seen by who called it."""


class _Output(io.TextIOBase):
    """What is printed, as much of it as anybody reads."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = MOST_OUTPUT - self._size
        if room > 0:
            self._parts.append(text[:room])
            self._size += len(text[:room])
        return len(text)

    def take(self) -> str:
        text = "".join(self._parts)
        if self._size >= MOST_OUTPUT:
            text += "\n[The rest of the output is left out.]\n"
        self._parts, self._size = [], 0
        return text


class _NoFile(Exception):
    """The candidate has no such file."""


class Callback:
    """A function of a test, called where it is: with values, and to give a value back."""

    def __init__(self, subject: Subject, number: int, name: str) -> None:
        self._subject, self._number = subject, number
        self.__name__ = self.__qualname__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._subject.call_back(self._number, args, kwargs)


class Subject:
    """The candidate's modules and the objects of theirs that the judge knows of."""

    def __init__(self, connection: Connection, task: dict[str, Any]) -> None:
        self._connection = connection
        self._task = task
        self._folder = os.getcwd()
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._next = 0
        self._loaded: dict[str, Any] = {}
        self._broken: dict[str, str] = {}
        self._packer = Packer(self._pack_foreign)
        self._unpacker = Unpacker(
            {"object": self._object, "callback": self._callback, "file": self._file}
        )
        self._out, self._err = _Output(), _Output()
        sys.stdout, sys.stderr = self._out, self._err
        sys.stdin = io.StringIO()
        self._programs: programs.Programs | None = None

    # -- questions

    def answer(self, body: bytes) -> None:
        """Do what is asked and say what came of it."""
        answer = self._answer(loads(body))
        answer["out"], answer["err"] = self._out.take(), self._err.take()
        data = dumps(answer)
        if len(data) > MOST:
            words = f"gave back more than {MOST >> 20} MiB, which is more than can be compared"
            data = dumps({"refused": words, "out": "", "err": ""})
        self._connection.send(ANSWER, data)

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            for number in question.get("free", ()):
                held = self._objects.pop(number, None)
                self._numbers.pop(id(held), None)
            do = question["do"]
            if do == "load":
                return {"value": self.load(question["module"])}
            if do == "program":
                return {"value": self._run_program(question)}
            if do == "query":
                return {"value": self._packer.pack(queries.run(question))}
            args, kwargs = self._given(question)
            value = OPERATIONS[do](*args, **kwargs)
            answer = {"value": self._packer.pack(value)}
            if do == "call":
                answer["args"] = self._changed(question["args"], args)
                named = question.get("kwargs") or {}
                changed = self._changed(list(named.values()), list(kwargs.values()))
                answer["kwargs"] = {list(named)[at]: packed for at, packed in changed}
            return answer
        except CannotPack as error:
            return {"refused": f"gave back {error}, which cannot be compared"}
        except BaseException as error:
            return {"error": self._pack_error(error), "trace": self._trace(error)}

    def _changed(self, before: list[Any], values: list[Any]) -> list[Any]:
        """What was given as values and is not what it was: (position, value) pairs."""
        changed = []
        for at, (old, value) in enumerate(zip(before, values, strict=True)):
            if isinstance(old, list) and old[0] in MUTABLE:
                with contextlib.suppress(CannotPack):
                    new = self._packer.pack(value)
                    if dumps(new) != dumps(old):
                        changed.append([at, new])
        return changed

    def _given(self, question: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        args = self._unpacker.all(question["args"])
        kwargs = question.get("kwargs") or {}
        return args, {name: self._unpacker.unpack(value) for name, value in kwargs.items()}

    # -- modules

    def load(self, name: str) -> Any:
        """Import a module or run a notebook, once; what stands for it."""
        if name not in self._loaded:
            try:
                self._loaded[name] = {"module": self._import(name)}
            except BaseException as error:
                self._loaded[name] = {
                    "words": _in_words(error),
                    "trace": self._trace(error),
                    "missing": isinstance(error, _NoFile),
                }
        found = self._loaded[name]
        if "module" in found:
            return {
                "object": self._number(found["module"]),
                "broken": self._broken.get(name, ""),
            }
        return {key: found.get(key) for key in ("words", "trace", "missing")}

    def _import(self, name: str) -> types.ModuleType:
        notebook = Path(self._folder, f"{name}.ipynb")
        beside = Path(self._folder, *name.split("."))
        if notebook.is_file() and not beside.with_suffix(".py").exists() and not beside.is_dir():
            return self._run_notebook(name, notebook)
        if not beside.with_suffix(".py").is_file() and not beside.is_dir():
            raise _NoFile
        return importlib.import_module(name)

    def _run_notebook(self, name: str, path: Path) -> types.ModuleType:
        from IPython.core.interactiveshell import InteractiveShell

        cells = json.loads(path.read_bytes())["cells"]
        shell: Any = InteractiveShell.instance()
        module = types.ModuleType(name)
        module.__file__ = str(path)
        sys.modules[name] = module
        shell.user_module = module
        shell.user_ns = module.__dict__
        shell.init_user_ns()
        shell.showtraceback = shell.showsyntaxerror = lambda *args, **kwargs: None
        shell.display_pub.publish = lambda *args, **kwargs: None
        shell.enable_gui = lambda gui=None: None
        shell.enable_matplotlib = lambda gui=None: (gui, "agg")
        said = []
        number = 0
        for cell in cells:
            if cell.get("cell_type") != "code":
                continue
            number += 1
            source = "".join(cell.get("source", ""))
            if not source.strip():
                continue
            label = f"{self._folder}/{path.name}, cell {number}"
            shell.compile.get_code_name = lambda *args, label=label: label
            result = shell.run_cell(source, store_history=False, silent=True)
            error = result.error_before_exec or result.error_in_exec
            if error is not None and "raises-exception" not in _tags(cell):
                where = self._trace(error)
                said.append(f"Cell {number} raised {_in_words(error)}\n{where}".rstrip())
        self._broken[name] = "\n".join(said[:3])
        return module

    # -- objects

    def _number(self, value: Any) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            if len(self._objects) >= MOST_OBJECTS:
                raise CannotPack("more objects than can be kept")
            self._next += 1
            number = self._next
            self._objects[number] = value
            self._numbers[id(value)] = number
        return number

    def _object(self, rest: list[Any]) -> Any:
        return self._objects[rest[0]]

    def _callback(self, rest: list[Any]) -> Any:
        return Callback(self, rest[0], rest[1])

    def _file(self, rest: list[Any]) -> Any:
        """A file of a test's temporary folder, which the test names as an argument."""
        path = rest[1]
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(self._unpacker.unpack(rest[2]))
        return self._unpacker.unpack(rest[0])

    def _pack_foreign(self, value: Any) -> list[Any]:
        if type(value) is Callback:
            return ["callback", value._number, value.__name__]
        if isinstance(value, BaseException):
            return self._pack_error(value)
        if isinstance(value, type) and issubclass(value, BaseException):
            return ["errortype", *self._pack_error_type(value)]
        kind = type(value)
        plain = None
        enum = sys.modules.get("enum")
        if enum is not None and isinstance(value, enum.Enum) and isinstance(value, int | str):
            # Compared by its value where its class says that it is one, as IntEnum does.
            plain = ["is", self._packer.pack(value.__dict__["_value_"])]
        is_async = isinstance(value, types.CoroutineType)
        return ["object", self._number(value), str(kind.__name__)[:80], plain, is_async]

    def _pack_error_type(self, kind: type) -> list[Any]:
        bases = [base for base in kind.__mro__ if issubclass(base, BaseException)]
        return [
            self._number(kind),
            [[str(base.__module__)[:200], str(base.__qualname__)[:200]] for base in bases[:20]],
        ]

    def _pack_error(self, error: BaseException) -> list[Any]:
        try:
            words = str(error)[:2000]
        except BaseException:
            words = ""
        args: list[Any] = []
        attributes: dict[str, Any] = {}
        try:
            args = [self._packer.pack(arg) for arg in error.args]
            attributes = {
                str(name): self._packer.pack(value) for name, value in vars(error).items()
            }
        except BaseException:
            args = [words]
        return ["error", self._pack_error_type(type(error)), args, attributes, words]

    def _trace(self, error: BaseException) -> str:
        """The lines of the candidate's own code that led to an error."""
        lines = []
        try:
            if isinstance(error, SyntaxError) and error.filename:
                where = f"{self._shown(error.filename)}, line {error.lineno}"
                lines.append(f"{where}\n    {(error.text or '').strip()[:200]}")
            for frame in traceback.extract_tb(error.__traceback__):
                if frame.filename.startswith(self._folder + "/"):
                    where = f"{self._shown(frame.filename)}, line {frame.lineno}, in {frame.name}"
                    text = frame.line or linecache.getline(frame.filename, frame.lineno or 0)
                    lines.append(f"{where}\n    {text.strip()[:200]}")
        except Exception:
            return ""
        if len(lines) > MOST_LINES:
            left = len(lines) - MOST_LINES
            lines[MOST_LINES // 2 : -MOST_LINES // 2] = [f"… {left} more …"]
        return "\n".join(lines)

    def _shown(self, path: str) -> str:
        return path.removeprefix(self._folder + "/").replace(" <module>", "")

    # -- a test's own functions

    def call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        question = {
            "callback": number,
            "args": [self._packer.pack(arg) for arg in args],
            "kwargs": {name: self._packer.pack(value) for name, value in kwargs.items()},
        }
        self._connection.send(QUESTION, dumps(question))
        while True:
            kind, body = self._connection.receive()
            if kind == QUESTION:
                self.answer(body)
                continue
            answer = loads(body)
            if "error" in answer:
                raise self._error_of_test(answer["error"])
            return self._unpacker.unpack(answer["value"])

    def _error_of_test(self, error: list[Any]) -> BaseException:
        name, words, args = error
        kind = getattr(builtins, str(name), None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            with contextlib.suppress(Exception):
                return kind(*self._unpacker.all(args))
        return RuntimeError(f"{name}: {words}")

    # -- programs

    def _run_program(self, question: dict[str, Any]) -> Any:
        if self._programs is None:
            self._programs = programs.Programs(self._task["program"])
        return self._programs.run(question)


def _in_words(error: BaseException) -> str:
    try:
        words = str(error)[:1000]
    except BaseException:
        words = ""
    name = type(error).__name__
    if isinstance(error, SystemExit):
        return "SystemExit: the file ends the program (sys.exit) while it is imported"
    return f"{name}: {words}" if words else name


def _tags(cell: dict[str, Any]) -> list[Any]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tags if isinstance(tags, list) else []


def _call(function: Any, *args: Any, **kwargs: Any) -> Any:
    return function(*args, **kwargs)


def _await(value: Any) -> Any:
    import asyncio

    async def wait() -> Any:
        return await value

    return asyncio.run(wait())


OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": _call,
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "contains": operator.contains,
    "len": len,
    "bool": bool,
    "iter": iter,
    "next": next,
    "reversed": reversed,
    "repr": lambda value: repr(value)[:2000],
    "str": str,
    "format": format,
    "hash": hash,
    "dir": dir,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "round": round,
    "abs": abs,
    "neg": operator.neg,
    "pos": operator.pos,
    "invert": operator.invert,
    "eq": lambda a, b: bool(a == b),
    "lt": lambda a, b: bool(a < b),
    "le": lambda a, b: bool(a <= b),
    "gt": lambda a, b: bool(a > b),
    "ge": lambda a, b: bool(a >= b),
    "isinstance": isinstance,
    "issubclass": issubclass,
    "enter": lambda value: value.__enter__(),
    "exit": lambda value, name, words: value.__exit__(
        *((None, None, None) if name is None else (RuntimeError, RuntimeError(words), None))
    ),
    "await": _await,
    **{
        name: getattr(operator, name)
        for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
    },
    **{name: getattr(operator, f"{name}_") for name in ("and", "or")},
    "xor": operator.xor,
}
