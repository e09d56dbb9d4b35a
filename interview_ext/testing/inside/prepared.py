"""What is imported before it is known what is to be done."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path


def import_all(modules: Iterable[str]) -> frozenset[str]:
    """Import modules, and say which came along; one that cannot be imported is passed over."""
    before = set(sys.modules)
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    return frozenset(sys.modules) - before


def give_way(came: frozenset[str], folder: str) -> None:
    """Forget what came along by the name of a file that is imported from a folder.

    So whoever calls their file ``queue.py`` gets their own by that name, as if nothing had been
    imported before.
    """
    names = set()
    with contextlib.suppress(OSError):
        for entry in os.listdir(folder):
            path = Path(folder, entry)
            if path.suffix == ".py" or (path / "__init__.py").exists():
                names.add(path.stem)
    for name in came:
        if name.partition(".")[0] in names:
            sys.modules.pop(name, None)
