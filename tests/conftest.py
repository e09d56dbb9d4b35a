"""What all tests share: coroutines run on an event loop of their own (pytest-jupyter)."""

from __future__ import annotations

pytest_plugins = ["pytest_jupyter.jupyter_server"]
