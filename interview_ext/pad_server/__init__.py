"""A pad is a Jupyter server of its own."""

from .server import PadServer
from .servers import PadServers
from .spec import PadSpec

__all__ = ["PadServer", "PadServers", "PadSpec"]
