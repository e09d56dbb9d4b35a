"""Interviews inside JupyterLab."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the built front end of a development install."""
    return [{"src": "labextension", "dest": "interview-labextension"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """The server extension that Jupyter Server loads."""
    from .app import InterviewApp

    return [{"module": "interview_ext", "app": InterviewApp}]
