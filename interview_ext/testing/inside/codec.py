"""Values as data, and back, without anything that could run code.

What is packed is JSON: ``None``, truth values, texts, whole numbers and floating-point numbers are
themselves; all else is a list that begins with a tag. Types are compared exactly, so that an object
that merely calls itself a number is not taken for one. NumPy and pandas are imported when a value
of theirs is met.
"""

from __future__ import annotations

import base64
import builtins
import collections
import datetime
import decimal
import fractions
import json
import keyword
import math
import pathlib
import re
import sys
import types
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

DEEPEST = 100
"""How deep values may be nested in each other."""

_SMALL = 1 << 53
_MOST_BITS = 1 << 22
_DTYPE = re.compile(r"[<>|=](?:[biufcSU]\d{1,7}|[mM]8(?:\[\d{0,6}[a-zA-Z]{1,7}\])?)\Z")


class CannotPack(Exception):
    """A value that cannot be handed over; says why."""


class CannotUnpack(Exception):
    """Data that stand for no value."""


def dumps(packed: Any) -> bytes:
    """Packed values as bytes."""
    return json.dumps(packed, separators=(",", ":")).encode()


def loads(data: bytes) -> Any:
    """Packed values from a stranger.

    Raises:
        CannotUnpack: it is no JSON, or nested too deeply.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CannotUnpack("it cannot be read") from error


class Packer:
    """Packs values.

    Arguments:
        foreign: packs what is no plain value; gets the value, returns a tagged list.
    """

    def __init__(self, foreign: Callable[[Any], list[Any]]) -> None:
        self._foreign = foreign
        self._depth = 0

    def pack(self, value: Any) -> Any:
        """A value as JSON.

        Raises:
            CannotPack: it is too deep, or too large a number.
        """
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            if -_SMALL < value < _SMALL:
                return value
            if value.bit_length() > _MOST_BITS:
                raise CannotPack("a whole number of more than a million digits")
            return ["int", hex(value)]
        if kind is float:
            return value if math.isfinite(value) else ["float", repr(value)]
        self._depth += 1
        if self._depth > DEEPEST:
            self._depth = 0
            raise CannotPack(f"values nested more than {DEEPEST} deep")
        try:
            return self._pack(kind, value)
        finally:
            self._depth = max(0, self._depth - 1)

    def _all(self, values: Any) -> list[Any]:
        return [self.pack(value) for value in values]

    def _pack(self, kind: type, value: Any) -> Any:
        simple = _SIMPLE.get(kind)
        if simple is not None:
            return simple(value)
        if kind is list:
            return ["list", *self._all(value)]
        if kind is tuple:
            return ["tuple", *self._all(value)]
        if kind is dict:
            return ["dict", *self._pairs(value)]
        if kind in (set, frozenset):
            return [kind.__name__, *sorted(self._all(value), key=dumps)]
        if kind in (collections.Counter, collections.OrderedDict, collections.defaultdict):
            return [kind.__name__, *self._pairs(value)]
        if kind is collections.deque:
            return ["deque", value.maxlen, *self._all(value)]
        if kind is slice:
            return ["slice", *self._all((value.start, value.stop, value.step))]
        if kind in (type, types.BuiltinFunctionType) and _is_builtin(value):
            return ["builtin", value.__name__]
        if "numpy" in sys.modules and (packed := self._numpy(kind, value)) is not None:
            return packed
        if "pandas" in sys.modules and (packed := self._pandas(value)) is not None:
            return packed
        if isinstance(value, BaseException):
            return self._foreign(value)
        enum = sys.modules.get("enum")
        if enum is None or not isinstance(value, enum.Enum):
            plain = self._subclass(value)
            if plain is not None:
                return plain
        return self._foreign(value)

    def _pairs(self, value: Any) -> list[Any]:
        return [[self.pack(key), self.pack(item)] for key, item in dict.items(value)]

    def _subclass(self, value: Any) -> Any:
        """A value of a class that is derived from a plain one, without what the class adds."""
        fields = getattr(type(value), "_fields", None)
        if isinstance(value, tuple) and type(fields) is tuple:
            items = list(tuple.__iter__(value))
            if len(fields) == len(items) and all(type(field) is str for field in fields):
                return ["namedtuple", type(value).__name__, list(fields), *self._all(items)]
        for base, plain in _BASES.items():
            if isinstance(value, base):
                return self.pack(plain(value))
        return None

    # -- NumPy and pandas

    def _numpy(self, kind: type, value: Any) -> list[Any] | None:
        np = sys.modules["numpy"]
        if kind is np.ndarray:
            return self._array(value)
        if isinstance(value, np.generic):
            if _DTYPE.match(value.dtype.str):
                return ["scalar", value.dtype.str, _base64(np.asarray(value).tobytes())]
            return None
        if isinstance(value, np.dtype) and _DTYPE.match(value.str):
            return ["dtype", value.str]
        return None

    def _array(self, array: Any) -> list[Any] | None:
        np = sys.modules["numpy"]
        if array.dtype.kind == "O":
            return ["objects", list(array.shape), *self._all(array.ravel().tolist())]
        if not _DTYPE.match(array.dtype.str):
            return None
        data = np.ascontiguousarray(array).tobytes()
        return ["array", array.dtype.str, list(array.shape), _base64(data)]

    def _pandas(self, value: Any) -> list[Any] | None:
        pd = sys.modules["pandas"]
        if not hasattr(pd, "DataFrame"):
            return None  # it is being imported
        if isinstance(value, pd.DataFrame):
            arrays = [self._column(value.iloc[:, at].array) for at in range(value.shape[1])]
            return ["frame", self._index(value.index), self._index(value.columns), *arrays]
        if isinstance(value, pd.Series):
            index = self._index(value.index)
            return ["series", index, self._column(value.array), self.pack(value.name)]
        if isinstance(value, pd.Index):
            return self._index(value)
        if value is pd.NaT:
            return ["NaT"]
        if value is pd.NA:
            return ["NA"]
        if isinstance(value, pd.Timestamp):
            number = value.asm8.view("i8")
            return ["timestamp", int(number), value.unit, self._zone(value.tzinfo)]
        if isinstance(value, pd.Timedelta):
            return ["timedelta64", int(value.asm8.view("i8")), value.unit]
        if isinstance(value, pd.Period):
            return ["period", value.ordinal, value.freqstr]
        if isinstance(value, pd.Interval):
            return ["interval", self.pack(value.left), self.pack(value.right), value.closed]
        if isinstance(value, pd.api.extensions.ExtensionArray):
            return self._column(value)
        if isinstance(value, pd.api.extensions.ExtensionDtype):
            if isinstance(value, pd.StringDtype):
                return ["stringdtype", value.storage, value.na_value is pd.NA]
            if str(value) in _MASKED:
                return ["extension", str(value)]
        return None

    def _index(self, index: Any) -> list[Any]:
        pd = sys.modules["pandas"]
        if isinstance(index, pd.RangeIndex):
            name = self.pack(index.name)
            return ["rangeindex", index.start, index.stop, index.step, name]
        if isinstance(index, pd.MultiIndex):
            levels = [self._index(level) for level in index.levels]
            codes = [self._column(_plain(code)) for code in index.codes]
            return ["multiindex", levels, codes, self._all(index.names)]
        freq = getattr(index, "freqstr", None) if hasattr(index, "inferred_freq") else None
        return ["index", self._column(index.array), self.pack(index.name), freq]

    def _column(self, array: Any) -> list[Any]:
        pd = sys.modules["pandas"]
        arrays = pd.arrays
        dtype = array.dtype
        if isinstance(array, pd.Categorical):
            categories = self._index(array.categories)
            return ["categorical", self._column(_plain(array.codes)), categories, array.ordered]
        if isinstance(array, arrays.DatetimeArray):
            zone = self._zone(array.tz)
            numbers = self._array(_plain(array.asi8))
            return ["datetimes", array.unit, zone, numbers]
        if isinstance(array, arrays.TimedeltaArray):
            return ["timedeltas", array.unit, self._array(_plain(array.asi8))]
        if isinstance(array, arrays.PeriodArray):
            return ["periods", array.freqstr, self._array(_plain(array.asi8))]
        if isinstance(array, arrays.IntervalArray):
            ends = [self._index(pd.Index(end)) for end in (array.left, array.right)]
            return ["intervals", *ends, array.closed]
        if isinstance(dtype, pd.StringDtype):
            values = [
                None if missing else str(item)
                for item, missing in zip(array, array.isna(), strict=True)
            ]
            return ["strings", dtype.storage, dtype.na_value is pd.NA, *values]
        if str(dtype) in _MASKED:
            missing = array.isna()
            kind = str(dtype).lower().replace("boolean", "bool")
            numbers = array.to_numpy(dtype=kind, na_value=False if kind == "bool" else 0)
            return ["masked", str(dtype), self._array(numbers), self._array(missing)]
        plain = self._array(_plain(array))
        if plain is None:
            raise CannotPack(f"a column of type {dtype}")
        return plain

    def _zone(self, zone: Any) -> Any:
        return None if zone is None else _zone(zone)


def _plain(array: Any) -> Any:
    return sys.modules["numpy"].asarray(array)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _is_builtin(value: Any) -> bool:
    name = getattr(value, "__name__", None)
    return type(name) is str and name in _BUILTINS and getattr(builtins, name, None) is value


_BUILTINS = frozenset(
    [
        "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int",
        "list", "object", "range", "set", "slice", "str", "tuple", "type", "abs", "all",
        "any", "ascii", "bin", "chr", "divmod", "hash", "hex", "isinstance", "issubclass",
        "iter", "len", "max", "min", "next", "oct", "ord", "pow", "print", "repr", "round",
        "sorted", "sum",
    ]
)  # fmt: skip

_MASKED = frozenset(
    ["boolean", "Float32", "Float64"]
    + [f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)]
)


def _zone(zone: Any) -> list[Any]:
    if isinstance(zone, zoneinfo.ZoneInfo) and zone.key:
        return ["zone", zone.key]
    name = getattr(zone, "key", None) or getattr(zone, "zone", None)
    if type(name) is str:
        return ["zone", name]
    offset = zone.utcoffset(None)
    if offset is None:
        raise CannotPack("a time zone without a name")
    return ["offset", offset.total_seconds()]


_SIMPLE: dict[type, Callable[[Any], list[Any]]] = {
    complex: lambda value: ["complex", repr(value.real), repr(value.imag)],
    bytes: lambda value: ["bytes", _base64(value)],
    bytearray: lambda value: ["bytearray", _base64(bytes(value))],
    range: lambda value: ["range", hex(value.start), hex(value.stop), hex(value.step)],
    decimal.Decimal: lambda value: ["Decimal", str(value)],
    fractions.Fraction: lambda value: [
        "Fraction",
        hex(value.numerator),
        hex(value.denominator),
    ],
    datetime.datetime: lambda value: [
        "datetime",
        value.replace(tzinfo=None).isoformat(),
        value.fold,
        None if value.tzinfo is None else _zone(value.tzinfo),
    ],
    datetime.date: lambda value: ["date", value.isoformat()],
    datetime.time: lambda value: [
        "time",
        value.replace(tzinfo=None).isoformat(),
        None if value.tzinfo is None else _zone(value.tzinfo),
    ],
    datetime.timedelta: lambda value: ["timedelta", value.days, value.seconds, value.microseconds],
    datetime.timezone: lambda value: _zone(value),
    zoneinfo.ZoneInfo: lambda value: _zone(value),
    uuid.UUID: lambda value: ["UUID", value.hex],
    pathlib.PosixPath: lambda value: ["path", str(value)],
    pathlib.PurePosixPath: lambda value: ["path", str(value)],
    type(...): lambda value: ["..."],
    type(NotImplemented): lambda value: ["NotImplemented"],
}

_ALL = slice(None)

_BASES: dict[type, Callable[[Any], Any]] = {
    bool: lambda value: int.__bool__(value),
    int: lambda value: int.__add__(value, 0),
    float: lambda value: float.__add__(value, 0.0),
    str: lambda value: str.__str__(value) if type(value) is str else str.__getitem__(value, _ALL),
    bytes: lambda value: bytes.__getitem__(value, _ALL),
    dict: lambda value: dict(dict.items(value)),
    list: lambda value: list(list.__iter__(value)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    set: lambda value: set(set.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
}


class Unpacker:
    """Makes values of what was packed, by a stranger maybe.

    Arguments:
        foreign: for the tags that only one side knows: gets what follows the tag.
    """

    def __init__(self, foreign: dict[str, Callable[[list[Any]], Any]]) -> None:
        self._foreign = foreign

    def unpack(self, packed: Any) -> Any:
        """The value.

        Raises:
            CannotUnpack: it stands for none.
        """
        try:
            return self._one(packed)
        except CannotUnpack:
            raise
        except Exception as error:
            raise CannotUnpack(f"it stands for no value ({type(error).__name__})") from error

    def _one(self, packed: Any) -> Any:
        if not isinstance(packed, list):
            if isinstance(packed, dict):
                raise CannotUnpack("it stands for no value")
            return packed
        tag, *rest = packed
        make = _MAKERS.get(tag)
        if make is not None:
            return make(self, rest)
        return self._foreign[tag](rest)

    def all(self, packed: list[Any]) -> list[Any]:
        """Several values."""
        return [self._one(one) for one in packed]

    def pairs(self, packed: list[Any]) -> dict[Any, Any]:
        """The items of a dictionary."""
        return {self._one(key): self._one(item) for key, item in packed}


def _numpy() -> Any:
    import numpy

    return numpy


def _pandas() -> Any:
    import pandas

    return pandas


def _dtype(text: Any) -> Any:
    if not isinstance(text, str) or not _DTYPE.match(text):
        raise CannotUnpack("no such type of an array")
    return _numpy().dtype(text)


def _make_array(_: Unpacker, rest: list[Any]) -> Any:
    dtype, shape = _dtype(rest[0]), [int(size) for size in rest[1]]
    data = base64.b64decode(rest[2])
    return _numpy().frombuffer(data, dtype).reshape(shape).copy()


def _make_objects(unpacker: Unpacker, rest: list[Any]) -> Any:
    shape, items = [int(size) for size in rest[0]], rest[1:]
    if math.prod(shape) != len(items):
        raise CannotUnpack("an array of another size")
    array = _numpy().empty(len(items), object)
    for at, item in enumerate(items):
        array[at] = unpacker.unpack(item)
    return array.reshape(shape)


def _make_scalar(_: Unpacker, rest: list[Any]) -> Any:
    return _numpy().frombuffer(base64.b64decode(rest[1]), _dtype(rest[0]))[0]


def _make_namedtuple(unpacker: Unpacker, rest: list[Any]) -> Any:
    name, fields, *items = rest
    for word in (name, *fields):
        if not isinstance(word, str) or not word.isidentifier() or keyword.iskeyword(word):
            raise CannotUnpack("no name of a tuple or its fields")
    return collections.namedtuple(name, fields)(*unpacker.all(items))


def _make_zone(_: Unpacker, rest: list[Any]) -> Any:
    return datetime.UTC if rest[0] == "UTC" else zoneinfo.ZoneInfo(rest[0])


def _make_datetime(unpacker: Unpacker, rest: list[Any]) -> Any:
    value = datetime.datetime.fromisoformat(rest[0])
    return value.replace(fold=int(rest[1]), tzinfo=unpacker.unpack(rest[2]))


def _make_time(unpacker: Unpacker, rest: list[Any]) -> Any:
    return datetime.time.fromisoformat(rest[0]).replace(tzinfo=unpacker.unpack(rest[1]))


def _make_index(unpacker: Unpacker, rest: list[Any]) -> Any:
    index = _pandas().Index(unpacker.unpack(rest[0]), name=unpacker.unpack(rest[1]))
    if isinstance(rest[2], str):
        index.freq = rest[2]
    return index


def _make_multiindex(unpacker: Unpacker, rest: list[Any]) -> Any:
    levels, codes, names = (unpacker.all(part) for part in rest)
    return _pandas().MultiIndex(levels=levels, codes=codes, names=names)


def _make_series(unpacker: Unpacker, rest: list[Any]) -> Any:
    index, array, name = unpacker.all(rest)
    return _pandas().Series(array, index=index, name=name)


def _make_frame(unpacker: Unpacker, rest: list[Any]) -> Any:
    index, columns, *arrays = unpacker.all(rest)
    if len(columns) != len(arrays) or any(len(array) != len(index) for array in arrays):
        raise CannotUnpack("a table whose columns do not fit")
    frame = _pandas().DataFrame(dict(enumerate(arrays)), index=index)
    frame.columns = columns
    return frame


def _make_categorical(unpacker: Unpacker, rest: list[Any]) -> Any:
    codes, categories = unpacker.all(rest[:2])
    return _pandas().Categorical.from_codes(codes, categories=categories, ordered=bool(rest[2]))


def _unit(text: Any) -> str:
    if text not in ("s", "ms", "us", "ns"):
        raise CannotUnpack("no such unit of time")
    return str(text)


def _make_datetimes(unpacker: Unpacker, rest: list[Any]) -> Any:
    numbers = unpacker.unpack(rest[2]).view(f"M8[{_unit(rest[0])}]")
    zone = unpacker.unpack(rest[1])
    index = _pandas().DatetimeIndex(numbers)
    return (index if zone is None else index.tz_localize("UTC").tz_convert(zone)).array


def _make_timedeltas(unpacker: Unpacker, rest: list[Any]) -> Any:
    return _pandas().TimedeltaIndex(unpacker.unpack(rest[1]).view(f"m8[{_unit(rest[0])}]")).array


def _make_periods(unpacker: Unpacker, rest: list[Any]) -> Any:
    return _pandas().PeriodIndex.from_ordinals(unpacker.unpack(rest[1]), freq=str(rest[0])).array


def _make_intervals(unpacker: Unpacker, rest: list[Any]) -> Any:
    left, right = unpacker.all(rest[:2])
    return _pandas().arrays.IntervalArray.from_arrays(left, right, closed=str(rest[2]))


def _string_dtype(storage: Any, nullable: Any) -> Any:
    pd = _pandas()
    missing = pd.NA if nullable else float("nan")
    try:
        return pd.StringDtype("pyarrow" if storage == "pyarrow" else "python", na_value=missing)
    except ImportError:
        return pd.StringDtype("python", na_value=missing)


def _make_strings(_: Unpacker, rest: list[Any]) -> Any:
    storage, nullable, *values = rest
    if any(value is not None and not isinstance(value, str) for value in values):
        raise CannotUnpack("a text that is none")
    return _pandas().array(values, dtype=_string_dtype(storage, nullable))


def _make_masked(unpacker: Unpacker, rest: list[Any]) -> Any:
    if rest[0] not in _MASKED:
        raise CannotUnpack("no such type of a column")
    pd = _pandas()
    array = pd.array(unpacker.unpack(rest[1]), dtype=rest[0])
    array[unpacker.unpack(rest[2])] = pd.NA
    return array


def _make_extension(_: Unpacker, rest: list[Any]) -> Any:
    if rest[0] not in _MASKED:
        raise CannotUnpack("no such type of a column")
    return _pandas().array([], dtype=rest[0]).dtype


def _make_timestamp(unpacker: Unpacker, rest: list[Any]) -> Any:
    pd, np = _pandas(), _numpy()
    value = pd.Timestamp(np.datetime64(int(rest[0]), _unit(rest[1])))
    zone = unpacker.unpack(rest[2])
    return value if zone is None else value.tz_localize("UTC").tz_convert(zone)


def _hex(text: Any) -> int:
    return int(text, 16)


def _builtin(name: Any) -> Any:
    if name not in _BUILTINS:
        raise CannotUnpack("no such function")
    return getattr(builtins, name)


_MAKERS: dict[str, Callable[[Unpacker, list[Any]], Any]] = {
    "int": lambda u, rest: _hex(rest[0]),
    "float": lambda u, rest: float(rest[0]),
    "complex": lambda u, rest: complex(float(rest[0]), float(rest[1])),
    "bytes": lambda u, rest: base64.b64decode(rest[0]),
    "bytearray": lambda u, rest: bytearray(base64.b64decode(rest[0])),
    "range": lambda u, rest: range(*map(_hex, rest)),
    "list": lambda u, rest: u.all(rest),
    "tuple": lambda u, rest: tuple(u.all(rest)),
    "set": lambda u, rest: set(u.all(rest)),
    "frozenset": lambda u, rest: frozenset(u.all(rest)),
    "dict": lambda u, rest: u.pairs(rest),
    "Counter": lambda u, rest: collections.Counter(u.pairs(rest)),
    "OrderedDict": lambda u, rest: collections.OrderedDict(u.pairs(rest)),
    "defaultdict": lambda u, rest: collections.defaultdict(None, u.pairs(rest)),
    "deque": lambda u, rest: collections.deque(u.all(rest[1:]), rest[0]),
    "namedtuple": _make_namedtuple,
    "slice": lambda u, rest: slice(*u.all(rest)),
    "...": lambda u, rest: ...,
    "NotImplemented": lambda u, rest: NotImplemented,
    "Decimal": lambda u, rest: decimal.Decimal(rest[0]),
    "Fraction": lambda u, rest: fractions.Fraction(_hex(rest[0]), _hex(rest[1])),
    "datetime": _make_datetime,
    "date": lambda u, rest: datetime.date.fromisoformat(rest[0]),
    "time": _make_time,
    "timedelta": lambda u, rest: datetime.timedelta(*map(int, rest)),
    "zone": _make_zone,
    "offset": lambda u, rest: datetime.timezone(datetime.timedelta(seconds=rest[0])),
    "UUID": lambda u, rest: uuid.UUID(hex=rest[0]),
    "path": lambda u, rest: pathlib.Path(str(rest[0])),
    "builtin": lambda u, rest: _builtin(rest[0]),
    "array": _make_array,
    "objects": _make_objects,
    "scalar": _make_scalar,
    "dtype": lambda u, rest: _dtype(rest[0]),
    "frame": _make_frame,
    "series": _make_series,
    "index": _make_index,
    "rangeindex": lambda u, rest: _pandas().RangeIndex(*map(int, rest[:3]), name=u.unpack(rest[3])),
    "multiindex": _make_multiindex,
    "categorical": _make_categorical,
    "datetimes": _make_datetimes,
    "timedeltas": _make_timedeltas,
    "periods": _make_periods,
    "intervals": _make_intervals,
    "strings": _make_strings,
    "masked": _make_masked,
    "extension": _make_extension,
    "stringdtype": lambda u, rest: _string_dtype(rest[0], rest[1]),
    "NaT": lambda u, rest: _pandas().NaT,
    "NA": lambda u, rest: _pandas().NA,
    "timestamp": _make_timestamp,
    "timedelta64": lambda u, rest: _pandas().Timedelta(
        _numpy().timedelta64(int(rest[0]), _unit(rest[1]))
    ),
    "period": lambda u, rest: _pandas().Period(ordinal=int(rest[0]), freq=str(rest[1])),
    "interval": lambda u, rest: _pandas().Interval(*u.all(rest[:2]), closed=str(rest[2])),
}
