"""What a half-written word of SQL can become."""

from __future__ import annotations

import re

from .database import Names

COMMANDS = (".databases", ".help", ".open", ".schema", ".tables")

_WORD = re.compile(r'(?:(\w+|"[^"]+")\.)?(\w*)\Z')
_FROM = re.compile(
    r'\b(?:from|join|update|into|table)\s+(?:\w+\.)?("?)(\w+)\1(?:\s+(?:as\s+)?(\w+))?',
    re.IGNORECASE,
)
_AFTER_TABLE = re.compile(r"\b(?:from|join|update|into|table|describe)\s+\w*\Z", re.IGNORECASE)


def complete(source: str, cursor: int, names: Names) -> tuple[list[str], int]:
    """What may stand at the cursor, the likeliest first, and where it begins.

    Arguments:
        source: of the cell.
        cursor: characters before the cursor.
        names: what there is.
    """
    before = source[:cursor]
    line = before[before.rfind("\n") + 1 :]
    if line.startswith(".") and " " not in line:
        return [word for word in COMMANDS if word.startswith(line)], cursor - len(line)
    found = _WORD.search(before)
    qualifier, word = (found[1], found[2]) if found else (None, "")
    used = _tables_in(source, names)
    start = cursor - len(word)
    if line.startswith(".") or _AFTER_TABLE.search(before):
        return _matching(word, list(names.tables)), start
    if qualifier is not None:
        return _matching(word, used.get(qualifier.strip('"').lower(), [])), start
    if not word:
        return [], start
    columns = [column for table in used.values() for column in table]
    if not columns:
        columns = [column for table in names.tables.values() for column in table]
    keywords = [w if word[:1].isupper() else w.lower() for w in names.keywords]
    return _matching(word, [*columns, *names.tables, *keywords, *names.functions]), start


def _tables_in(source: str, names: Names) -> dict[str, list[str]]:
    """The columns of the tables that a cell mentions, by their names and other names."""
    by_name = {name.lower(): columns for name, columns in names.tables.items()}
    used = {}
    for found in _FROM.finditer(source):
        columns = by_name.get(found[2].lower())
        if columns is not None:
            used[found[2].lower()] = columns
            if found[3]:
                used[found[3].lower()] = columns
    return used


def _matching(word: str, candidates: list[str]) -> list[str]:
    begin = word.lower()
    return list(dict.fromkeys(c for c in candidates if c.lower().startswith(begin)))
