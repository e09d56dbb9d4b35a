"""The judge's side: what stands in tests for the candidate's modules and objects.

A plain value that the candidate's code gives back is a value here, compared here. All else is
a `RemoteObject`, of which each attribute, call and item is asked for. Such an object is never equal
to a plain value, nor ordered beside one, by its own word.
"""

from __future__ import annotations

import builtins
import collections
import contextlib
import functools
import importlib
import importlib.abc
import importlib.machinery
import os
import re
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .codec import CannotPack, CannotUnpack, Packer, Unpacker, dumps, loads
from .frames import ANSWER, LOST, MOST, PATIENT, QUESTION, Connection

MOST_OUTPUT = 16 * 1024
"""Characters kept of all that is printed."""

KNOWN_ERRORS = frozenset(
    [
        "asyncio.exceptions", "binascii", "csv", "dataclasses", "decimal", "duckdb",
        "json.decoder", "numpy.exceptions", "numpy.linalg", "pandas.errors", "queue", "re",
        "sklearn.exceptions", "sqlite3", "statistics", "struct", "subprocess", "zoneinfo",
        "zoneinfo._common",
    ]
)  # fmt: skip
"""Modules whose exceptions are the same ones on both sides."""


class TestTrouble(Exception):
    """A test asks for what cannot be done."""

    __test__ = False
    __module__ = "builtins"


class NotAnswered(Exception):
    """The candidate's code gave no answer: it ended, took too long, or gave back too much."""

    __module__ = "builtins"


class Link:
    """The way to the subject.

    Arguments:
        connection: to the server, which passes questions on.
        shared: a folder whose files are taken along when their path is an argument.
    """

    def __init__(self, connection: Connection, shared: Path) -> None:
        self.connection = connection
        self.shared = shared
        self.output = ""
        self.age = 0
        self.changes = 0
        self._failed: BaseException | None = None
        self._callbacks: list[Callable[..., Any]] = []
        self._held: collections.Counter[int] = collections.Counter()
        self._freed: list[int] = []
        self._error_types: dict[tuple[tuple[str, str], ...], type] = {}
        self._packer = Packer(self._pack_foreign)
        self._unpacker = Unpacker(
            {
                "object": self._unpack_object,
                "callback": self._unpack_callback,
                "error": self._unpack_error,
                "errortype": lambda rest: self._error_type(rest[1], rest[0]),
            }
        )

    # -- which objects are held here, so that the subject may forget the others

    def hold(self, number: int) -> None:
        """Something stands for an object of the subject's from now on."""
        self._held[number] += 1
        if number in self._freed:
            self._freed.remove(number)

    def drop(self, number: int) -> None:
        """It does not any more."""
        self._held[number] -= 1
        if self._held[number] <= 0:
            del self._held[number]
            self._freed.append(number)

    # -- asking

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Ask the subject; its answer as it came.

        Raises:
            NotAnswered: there is none.
        """
        freed, self._freed = self._freed, []
        data = dumps({**question, "free": freed})
        if len(data) > MOST:
            raise TestTrouble(f"The test hands over more than {MOST >> 20} MiB.")
        patient, age = question["do"] in ("load", "program"), self.age
        self.connection.send(PATIENT if patient else QUESTION, data)
        while True:
            kind, body = self.connection.receive()
            if kind == QUESTION:
                self._serve(body)
                if self.age != age:
                    raise NotAnswered("Your code had to be stopped while it called the test.")
            elif kind == LOST:
                self.age += 1
                self._held.clear()
                self._freed.clear()
                raise NotAnswered(body.decode("utf-8", "replace"))
            elif kind == ANSWER:
                break
        try:
            answer = loads(body)
        except CannotUnpack as error:
            raise NotAnswered("Your code’s answer could not be read.") from error
        if not isinstance(answer, dict):
            raise NotAnswered("Your code’s answer could not be read.")
        for name, stream in (("out", sys.stdout), ("err", sys.stderr)):
            text = answer.get(name)
            if isinstance(text, str) and text:
                self.output = (self.output + text)[: MOST_OUTPUT + 1]
                stream.write(text)
        if self._failed is not None:
            failed, self._failed = self._failed, None
            raise failed
        return answer

    def do(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """Have the subject do something with values and objects; what came of it.

        Raises:
            NotAnswered: nothing did.
            Exception: whatever the candidate's code raised.
        """
        try:
            question = {
                "do": operation,
                "args": [self._pack_given(arg) for arg in args],
                "kwargs": {name: self._pack_given(value) for name, value in kwargs.items()},
            }
        except CannotPack as error:
            raise TestTrouble(f"The test hands over {error}.") from None
        if operation not in _LOOKS:
            self.changes += 1
        answer = self.ask(question)
        if isinstance(answer.get("refused"), str):
            raise NotAnswered(f"Your code {answer['refused'][:300]}.")
        try:
            if "error" in answer:
                raised, value = self._unpacker.unpack(answer["error"]), None
            else:
                raised, value = None, self._unpacker.unpack(answer.get("value"))
                for at, new in answer.get("args") or ():
                    restore(args[int(at)], self._unpacker.unpack(new))
                for name, new in (answer.get("kwargs") or {}).items():
                    restore(kwargs[name], self._unpacker.unpack(new))
        except (CannotUnpack, LookupError, TypeError, ValueError, AttributeError) as wrong:
            raise NotAnswered(f"What your code gave back could not be read: {wrong}.") from None
        if isinstance(raised, StopIteration | StopAsyncIteration) and operation != "next":
            # It would end a loop of the test's, and with it what the test asserts in there.
            raised = RuntimeError(f"Your code raised {type(raised).__name__}.")
        if raised is not None:
            trace = answer.get("trace")
            raised.__dict__["_interview_trace"] = str(trace)[:4000] if trace else ""
            raise raised
        return value

    def load(self, name: str) -> dict[str, Any]:
        """Have the subject import a module; what it says of it."""
        value = self.ask({"do": "load", "module": name}).get("value")
        return value if isinstance(value, dict) else {"words": "it could not be imported"}

    def plain(self, question: dict[str, Any]) -> dict[str, Any]:
        """Have the subject run a program or a query; a dictionary of plain values."""
        answer = self.ask(question)
        if "error" in answer:
            raise NotAnswered("Your code could not be run.")
        if isinstance(answer.get("refused"), str):
            raise NotAnswered(f"Your code {answer['refused'][:300]}.")
        value = answer.get("value")
        try:
            # Plain values alone: an object would be asked again and again what it is.
            value = value if isinstance(value, dict) else Unpacker({}).unpack(value)
        except CannotUnpack as error:
            raise NotAnswered(f"What your code gave back could not be read: {error}.") from None
        if not isinstance(value, dict):
            raise NotAnswered("What your code gave back could not be read.")
        return value

    def _serve(self, body: bytes) -> None:
        """Call a function of the test for the candidate's code."""
        age = self.age
        try:
            question = loads(body)
            function = self._callbacks[int(question["callback"])]
            args = self._unpacker.all(question["args"])
            kwargs = {str(k): self._unpacker.unpack(v) for k, v in question["kwargs"].items()}
        except Exception:
            answer: dict[str, Any] = {"error": ["TypeError", "No such function.", []]}
        else:
            try:
                answer = {"value": self._packer.pack(function(*args, **kwargs))}
            except BaseException as error:
                if isinstance(error, AssertionError) or not isinstance(error, Exception):
                    # It failed, whatever the code makes of it that called the function.
                    self._failed = error
                args = []
                with contextlib.suppress(Exception):
                    args = [self._packer.pack(arg) for arg in error.args]
                answer = {"error": [type(error).__name__, str(error)[:2000], args]}
        if self.age == age:  # else nobody waits for it any more
            self.connection.send(ANSWER, dumps(answer))

    # -- what is no plain value

    def _pack_foreign(self, value: Any) -> list[Any]:
        if isinstance(value, RemoteObject):
            return ["object", _remote(value).current()]
        if isinstance(value, type) and issubclass(value, BaseException):
            number = getattr(value, "_interview_number", None)
            if number is not None:
                return ["object", number]
        if callable(value):
            if value not in self._callbacks:
                self._callbacks.append(value)
            name = str(getattr(value, "__name__", "function"))[:80]
            return ["callback", self._callbacks.index(value), name]
        raise TestTrouble(
            f"A test cannot hand an object of its own ({type(value).__name__}) to the candidate’s "
            "code: give plain values, functions, or what the candidate’s code gave back."
        )

    def _pack_given(self, value: Any) -> Any:
        """An argument: a path of a file of the test's own takes the file along."""
        packed = self._packer.pack(value)
        if isinstance(value, str | Path) and str(value).startswith(f"{self.shared}/"):
            path = Path(value)
            with contextlib.suppress(OSError, ValueError):
                if path.is_file() and path.stat().st_size < MOST // 2:
                    return ["file", packed, str(path), self._packer.pack(path.read_bytes())]
        return packed

    def _unpack_object(self, rest: list[Any]) -> Any:
        number, name, plain, is_async = rest
        value = _MISSING if plain is None else self._unpacker.unpack(plain[1])
        kind = RemoteCoroutine if is_async is True else _kind(str(name))
        return kind(Remote(self, int(number), str(name)[:80], value))

    def _unpack_callback(self, rest: list[Any]) -> Any:
        return self._callbacks[int(rest[0])]

    def _unpack_error(self, rest: list[Any]) -> BaseException:
        (number, bases), args, attributes, words = rest
        kind = self._error_type(bases, number)
        values = self._unpacker.all(args)
        error: BaseException
        try:
            if kind.__module__ == "builtins" and kind.__dict__.get("_interview_number") is None:
                error = kind(*values)
            else:
                error = kind.__new__(kind)
                error.args = tuple(values)
        except Exception:
            error = kind.__new__(kind)
            error.args = (str(words),)
        for name, value in attributes.items():
            if isinstance(name, str) and not name.startswith("__"):
                with contextlib.suppress(Exception):
                    error.__dict__[name] = self._unpacker.unpack(value)
        if "_interview_number" in kind.__dict__:
            error.__dict__["_interview_words"] = str(words)[:2000]
        return error

    def _error_type(self, bases: list[Any], number: int) -> Any:
        """A class of exceptions: the same one where both sides have it, else one derived of that.

        What would end the tests as a whole, as an interrupt does, becomes a plain error.
        """
        names = tuple((str(module), str(name)) for module, name in bases)
        if not names:
            return RuntimeError
        known = _known_error(*names[0])
        if known is not None:
            return known
        if names not in self._error_types:
            base = self._error_type([list(name) for name in names[1:]], number)
            word = re.sub(r"\W", "_", names[0][1].rpartition(".")[2]) or "Error"
            made = type(word[:80], (base,), {"__str__": _error_words, "__module__": "builtins"})
            self._error_types[names] = made
        found: Any = self._error_types[names]
        found._interview_number = number
        return found


def _error_words(self: BaseException) -> str:
    words = self.__dict__.get("_interview_words")
    return words if isinstance(words, str) else Exception.__str__(self)


_NOT_RAISED_HERE = ("BaseException", "BaseExceptionGroup", "GeneratorExit", "KeyboardInterrupt")


def _known_error(module: str, name: str) -> Any:
    if module == "builtins":
        if name in _NOT_RAISED_HERE:
            return RuntimeError
        found = getattr(builtins, name, None)
    elif module in KNOWN_ERRORS and module in sys.modules:
        found = getattr(sys.modules[module], name, None)
    else:
        return None
    is_error = isinstance(found, type) and issubclass(found, Exception)
    return found if is_error or found is SystemExit else None


def restore(old: Any, new: Any) -> None:
    """Make a value what the candidate's code has made of its copy."""
    if type(old) is not type(new):
        return
    if isinstance(old, list):
        if len(old) == len(new):
            for at, (before, after) in enumerate(zip(old, new, strict=True)):
                if type(before) is type(after) and isinstance(after, list | dict | set):
                    restore(before, after)
                else:
                    old[at] = after
        else:
            old[:] = new
    elif isinstance(old, dict):
        kept = {
            key: old[key]
            for key, after in new.items()
            if key in old and type(old[key]) is type(after) and isinstance(after, list | dict | set)
        }
        for key, value in kept.items():
            restore(value, new[key])
        old.clear()
        old.update({**new, **kept})
    elif isinstance(old, set | bytearray) or type(old).__name__ == "deque":
        old.clear()
        (old.update if isinstance(old, set) else old.extend)(new)
    elif type(old).__module__ == "numpy":
        if old.shape == new.shape:
            old[...] = new
    elif hasattr(old, "_update_inplace"):  # pandas
        old._update_inplace(new)


# -- objects

_MISSING: Any = object()

_LOOKS = frozenset(["len", "iter", "next", "eq", "lt", "le", "gt", "ge", "hash", "bool", "repr"])
"""Operations after which an object has as many items as before."""

_COMPARES = frozenset(["equals", "compare", "identical", "eq", "ne", "array_equal", "allclose"])
"""Methods by which tables and arrays are compared."""


class Remote:
    """Which object of the subject's a `RemoteObject` stands for.

    Arguments:
        number: None for a name that the candidate's file does not have.
        plain: what it is equal to where its class says that it is a plain value too.
    """

    def __init__(self, link: Link, number: int | None, name: str, plain: Any = _MISSING) -> None:
        self.link, self.number, self.name, self.plain = link, number, name, plain
        self.age = link.age
        self.origin: tuple[RemoteModule, str] | None = None
        self.missing = ""
        self.method = ""
        self.length: tuple[int, int] | None = None
        if number is not None:
            link.hold(number)

    def current(self) -> int:
        """Its number; found again by its name where the subject had to be started anew."""
        if self.missing:
            raise ImportError(self.missing)
        if self.age != self.link.age and self.origin is not None:
            module, name = self.origin
            again = _remote(module.find(name))
            if again.missing:
                raise ImportError(again.missing)
            self.number, self.age = again.number, self.link.age
        if self.age != self.link.age or self.number is None:
            raise NotAnswered(
                f"This {self.name} is gone, since your code had to be stopped in between."
            )
        return self.number

    def __del__(self) -> None:
        if self.number is not None and self.age == self.link.age and self.origin is None:
            self.link.drop(self.number)


def _remote(value: RemoteObject) -> Remote:
    remote: Remote = object.__getattribute__(value, "_interview_remote")
    return remote


_ASKED = frozenset(
    [
        "__name__", "__qualname__", "__doc__", "__annotations__", "__defaults__",
        "__kwdefaults__", "__closure__", "__members__", "__slots__", "__cause__",
        "__context__",
    ]
)  # fmt: skip
"""Names with underscores that are asked for; all others are this object's own or nobody's."""


class RemoteObject:
    """An object of the candidate's code."""

    __slots__ = ("__weakref__", "_interview_remote")

    def __init__(self, remote: Remote) -> None:
        object.__setattr__(self, "_interview_remote", remote)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__") and name not in _ASKED:
            raise AttributeError(name)
        if name.startswith(("_pytest", "_interview", "pytestmark")):
            raise AttributeError(name)
        value = _do("getattr", self, name)
        if name in _COMPARES and isinstance(value, RemoteObject):
            _remote(value).method = name
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        _do("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        _do("delattr", self, name)

    def __eq__(self, other: object) -> Any:
        remote = _remote(self)
        if remote.missing:
            raise ImportError(remote.missing)
        if isinstance(other, RemoteObject):
            theirs = _remote(other)
            if (remote.number, remote.age) == (theirs.number, theirs.age):
                return True
            return _do("eq", self, other) is True
        if remote.plain is not _MISSING:
            return bool(remote.plain == other)
        return NotImplemented

    def __hash__(self) -> int:
        value = _do("hash", self)
        return value if isinstance(value, int) else 0

    def __repr__(self) -> str:
        remote = _remote(self)
        if remote.missing:
            return f"<{remote.name}, which is missing>"
        try:
            words = _do("repr", self)
        except Exception:
            words = None
        return words[:1000] if isinstance(words, str) else f"<{remote.name} object>"

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, RemoteObject) and _do("isinstance", value, self) is True

    def __subclasscheck__(self, value: Any) -> bool:
        return isinstance(value, RemoteObject) and _do("issubclass", value, self) is True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        method = _remote(self).method
        kinds = {type(arg).__module__.partition(".")[0] for arg in args}
        if method and kinds & {"numpy", "pandas"}:
            raise NotAnswered(
                f"Your code gave back an object of its own that says by “{method}” what it is like,"
                " where a table or an array was expected."
            )
        return _do("call", self, *args, **kwargs)

    def __len__(self) -> int:
        length, remote = int(_do("len", self)), _remote(self)
        remote.length = (remote.link.changes, length)
        return length

    def __bool__(self) -> bool:
        return _do("bool", self) is True

    def __contains__(self, item: Any) -> bool:
        if isinstance(item, RemoteObject):
            return _do("contains", self, item) is True
        # Compared here, item by item: that something holds whatever is asked for proves nothing.
        return any(one is item or one == item for one in self)

    def __iter__(self) -> Iterator[Any]:
        found = _do("iter", self)
        # An iterator that is remote is one as it is; going through it asks for each item.
        items = found if isinstance(found, RemoteObject) else iter(found)
        return items if _remote(self).length is None else _counted(items, _remote(self))

    def __next__(self) -> Any:
        return _do("next", self)

    def __enter__(self) -> Any:
        return _do("enter", self)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> Any:
        name = None if kind is None else str(kind.__name__)
        suppressed = _do("exit", self, name, str(error)) is True
        # What a test asserts within, and what the candidate's code raised there, still counts.
        own = isinstance(error, Exception) and not isinstance(error, AssertionError | NotAnswered)
        return suppressed and own and "_interview_trace" not in error.__dict__

    def __format__(self, spec: str) -> str:
        return str(_do("format", self, spec))

    def __str__(self) -> str:
        return str(_do("str", self))

    def __dir__(self) -> list[str]:
        names = _do("dir", self)
        return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []

    def __await__(self) -> Any:
        return _do("await", self)
        yield


class RemoteCoroutine(RemoteObject):
    """What a function of the candidate's gives that is to be awaited."""

    __slots__ = ()

    def send(self, value: Any) -> Any:
        raise StopIteration(_do("await", self))

    def __next__(self) -> Any:
        return self.send(None)

    def throw(self, *error: Any) -> Any:
        raise error[0]

    def close(self) -> None:
        """Nothing waits."""


def _counted(items: Iterator[Any], remote: Remote) -> Iterator[Any]:
    """Items that are as many as their object said a moment ago.

    Else a test that looks at the length and then goes through both sides would see none of them.
    """
    count = 0
    while True:
        try:
            item = next(items)
        except StopIteration:
            break
        count += 1
        yield item
    if remote.length not in (None, (remote.link.changes, count)) and (
        remote.length[0] == remote.link.changes
    ):
        raise NotAnswered(
            f"This {remote.name} says that it has {remote.length[1]} items, and gives {count}."
        )


def _do(operation: str, target: RemoteObject, *args: Any, **kwargs: Any) -> Any:
    return _remote(target).link.do(operation, target, *args, **kwargs)


def _add_operators() -> None:
    for name in ("getitem", "setitem", "delitem", "reversed", "round", "abs"):
        setattr(RemoteObject, f"__{name}__", _operator(name))
    for name in ("int", "float", "complex", "index", "neg", "pos", "invert"):
        setattr(RemoteObject, f"__{name}__", _operator(name))
    for name in ("add", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor"):
        setattr(RemoteObject, f"__{name}__", _arithmetic(name, False))
        setattr(RemoteObject, f"__r{name}__", _arithmetic(name, True))
    setattr(RemoteObject, "__sub__", _arithmetic("sub", False))  # noqa: B010
    for name in ("lt", "le", "gt", "ge"):
        setattr(RemoteObject, f"__{name}__", _ordering(name))


def _operator(name: str) -> Callable[..., Any]:
    def operate(self: RemoteObject, *args: Any) -> Any:
        return _do(name, self, *args)

    return operate


def _arithmetic(name: str, reflected: bool) -> Callable[..., Any]:
    def operate(self: RemoteObject, other: Any) -> Any:
        with_plain = not isinstance(other, RemoteObject)
        if with_plain and name == "sub":
            # Or something that is no number would be as near as it likes to the one expected.
            return NotImplemented
        pair = (other, self) if reflected else (self, other)
        value = _remote(self).link.do(name, *pair)
        if with_plain and not isinstance(value, RemoteObject):
            return NotImplemented
        return value

    return operate


def _ordering(name: str) -> Callable[..., Any]:
    def operate(self: RemoteObject, other: Any) -> Any:
        if isinstance(other, RemoteObject):
            return _do(name, self, other) is True
        plain = _remote(self).plain
        return NotImplemented if plain is _MISSING else getattr(plain, f"__{name}__")(other)

    return operate


_add_operators()


@functools.lru_cache(maxsize=256)
def _kind(name: str) -> type[RemoteObject]:
    """A class of that name, so that messages say what something is."""
    word = re.sub(r"\W", "_", name)[:80] or "object"
    return type(word, (RemoteObject,), {"__slots__": (), "__module__": "main"})


def is_coroutine_here() -> None:
    """Have `asyncio.run` take what the candidate's functions give."""
    from collections.abc import Coroutine

    Coroutine.register(RemoteCoroutine)


# -- modules


class RemoteModule(types.ModuleType):
    """A module of the candidate's.

    Arguments:
        wanted: names that the tests import of it.
    """

    def __init__(self, name: str, link: Link, wanted: frozenset[str]) -> None:
        super().__init__(name)
        self.__dict__.update(_interview_link=link, _interview_wanted=wanted, _interview_age=-1)

    def find(self, name: str) -> Any:
        """What the module has by that name; an object that says so where it has none."""
        link: Link = self.__dict__["_interview_link"]
        found = self._ask()
        module = _kind("module")(Remote(link, int(found["object"]), self.__name__))
        _remote(module).origin = (self, "")  # kept by the subject in any case
        try:
            value = link.do("getattr", module, name)
        except AttributeError:
            gone = Remote(link, None, name)
            gone.missing = _missing(self.__name__, name, str(found.get("broken") or ""))
            return _kind("missing")(gone)
        if isinstance(value, RemoteObject):
            _remote(value).origin = (self, name)
        return value

    def _ask(self) -> dict[str, Any]:
        link: Link = self.__dict__["_interview_link"]
        found = link.load(self.__name__)
        if not isinstance(found.get("object"), int):
            if found.get("missing"):
                file = self.__name__.replace(".", "/")
                error = ImportError(f"There is no file {file}.py or {file}.ipynb.")
            else:
                words = str(found.get("words"))[:2000]
                error = ImportError(f"{self.__name__} could not be imported. {words}")
            error.__dict__["_interview_trace"] = str(found.get("trace") or "")[:4000]
            raise error
        return found

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            if name == "__all__":
                # Names of the candidate's choice could take the place of what judges.
                raise TestTrouble(f"Write out which names of {self.__name__} the test imports.")
            raise AttributeError(name)
        value = self.find(name)
        missing = _remote(value).missing if isinstance(value, RemoteObject) else ""
        inner = f"{self.__name__}.{name}"
        if missing and not self.__dict__["_interview_link"].load(inner).get("missing"):
            return importlib.import_module(inner)
        if missing and name not in self.__dict__["_interview_wanted"]:
            raise AttributeError(missing)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__") or isinstance(value, RemoteModule):
            # The import of a module in a package leaves it in the package here.
            super().__setattr__(name, value)
            return
        link: Link = self.__dict__["_interview_link"]
        module = _kind("module")(Remote(link, int(self._ask()["object"]), self.__name__))
        _remote(module).origin = (self, "")
        link.do("setattr", module, name, value)


def _missing(module: str, name: str, broken: str) -> str:
    words = f"{module} has no “{name}”."
    return f"{words} {broken[:1500]}" if broken else words


class Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what nothing else finds, for the tests alone: the candidate's modules.

    Last among the finders, and only for names that the question's tests import: no file of the
    candidate's ever takes the place of a library that judges.

    Arguments:
        wanted: modules and the names that are imported of them.
    """

    def __init__(self, link: Link, wanted: dict[str, frozenset[str]]) -> None:
        self._link, self._wanted = link, wanted

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in self._wanted:
            return None
        inner = any(other.startswith(name + ".") for other in self._wanted)
        return importlib.machinery.ModuleSpec(name, self, is_package=inner)

    def create_module(self, spec: Any) -> Any:
        return RemoteModule(spec.name, self._link, self._wanted[spec.name])

    def exec_module(self, module: Any) -> None:
        module._ask()


def shared_folder() -> Path:
    """Where the files of tests are that go along when their path is handed over."""
    return Path(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108 - the sandbox's own
