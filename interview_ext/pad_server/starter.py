"""The documents a new pad begins with."""

from __future__ import annotations

import json
from pathlib import Path

from .spec import StartWith

NOTEBOOK = "interview.ipynb"
FILE = "main.py"


def starter_files(start_with: StartWith) -> dict[str, bytes]:
    """File name to content, in the order in which they are opened."""
    files = {}
    if start_with in ("notebook", "both"):
        files[NOTEBOOK] = _empty_notebook()
    if start_with in ("file", "both"):
        files[FILE] = b""
    return files


def write_starter_files(folder: Path, start_with: StartWith) -> None:
    """Put the first documents into a pad's folder; called once, when the folder is made."""
    for name, content in starter_files(start_with).items():
        (folder / name).write_bytes(content)


def _empty_notebook() -> bytes:
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": "first",
                "metadata": {},
                "outputs": [],
                "source": "",
            }
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1).encode() + b"\n"
