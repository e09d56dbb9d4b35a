"""The tester that runs the examples."""

from __future__ import annotations

from ..testing.conftest import make_tester, sandboxes

__all__ = ["make_tester", "sandboxes"]
