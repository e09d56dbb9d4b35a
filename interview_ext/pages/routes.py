"""The URL table of the light pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..survey.handlers import page_handlers
from .doors import DoorHandler
from .environment import make_environment
from .handlers import HomeHandler, StaticHandler
from .links import LinkHandler

if TYPE_CHECKING:
    from ..app import InterviewApp


def get_handlers(app: InterviewApp) -> list[tuple[Any, ...]]:
    """The URL table of the light pages, for `InterviewApp.initialize_handlers`.

    Arguments:
        app: with its managers made, and its server known.
    """
    assert app.serverapp is not None
    base_url = app.serverapp.base_url
    environment = make_environment(base_url)
    options = {"environment": environment}
    return [
        (r"/interview/?", HomeHandler, options),
        (r"/interview/pads/([^/]+)", DoorHandler, options),
        (r"/interview/take-homes/([^/]+)", LinkHandler, options),
        (r"/interview/static/(.*)", StaticHandler, options),
        *page_handlers(environment),
    ]
