"""How the process of `jupyter interview` begins: the application, a second sooner."""

from __future__ import annotations

import gc
import importlib
import sys
from types import ModuleType
from typing import Any


class LaterModule(ModuleType):
    """Stands for a module of functions that is imported when one of them is first called.

    Arguments:
        name: of the module.
        functions: what others take from it by ``from … import``.
    """

    def __init__(self, name: str, *functions: str) -> None:
        super().__init__(name)
        for function in functions:
            setattr(self, function, self._later(function))

    def _later(self, function: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            return getattr(importlib.import_module(self.__name__), function)(*args, **kwargs)

        return call


def main() -> None:
    """Start the application; the ``jupyter-interview`` command."""
    # jsonschema takes from it how to check a format that no schema here asks for. Importing it
    # builds a grammar, which takes longer than everything else together.
    name = "rfc3987_syntax"
    sys.modules.setdefault(name, LaterModule(name, "is_valid_syntax"))
    # What is imported stays, and looking through it for garbage again and again takes a third of
    # the time.
    gc.disable()
    from .app import main as start

    gc.freeze()
    gc.enable()
    start()


if __name__ == "__main__":
    main()
