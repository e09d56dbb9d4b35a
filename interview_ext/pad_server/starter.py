"""The documents a new pad begins with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..provisioning.kernelspecs import kernel_name_of
from ..provisioning.language import Language
from .spec import StartWith

NOTEBOOK = "interview.ipynb"


def starter_files(start_with: StartWith, language: Language | None) -> dict[str, bytes]:
    """File name to content, in the order in which they are opened.

    Arguments:
        start_with: which documents the pad begins with.
        language: the pad's; None where its description is gone, and then there is no file.
    """
    files = {}
    if start_with in ("notebook", "both"):
        files[NOTEBOOK] = _notebook(language)
    if start_with in ("file", "both") and language is not None:
        files[language.file] = language.starter.encode()
    return files


def write_starter_files(folder: Path, start_with: StartWith, language: Language | None) -> None:
    """Put the first documents into a pad's folder; called once, when the folder is made."""
    for name, content in starter_files(start_with, language).items():
        (folder / name).write_bytes(content)


def _notebook(language: Language | None) -> bytes:
    metadata: dict[str, Any] = {}
    if language is not None:
        metadata["kernelspec"] = {
            "display_name": language.name,
            "language": language.kernel_name,
            "name": kernel_name_of(language.kernel_name),
        }
        metadata["language_info"] = language.language_info()
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": "first",
                "metadata": {},
                "outputs": [],
                "source": language.starter.rstrip("\n") if language is not None else "",
            }
        ],
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1).encode() + b"\n"
