"""The description of the REST API that ships with the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jupyter_server.utils import url_path_join


@cache
def document_text(base_url: str = "/") -> str:
    """The OpenAPI document as YAML, for a host at this base URL."""
    text = files(__package__).joinpath("openapi.yaml").read_text("utf-8")
    return text.replace("url: /\n", f"url: {url_path_join(base_url, '/')}\n", 1)
