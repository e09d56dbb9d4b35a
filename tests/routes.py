"""Every route that an application has, as paths that can be asked for."""

from __future__ import annotations

import re

from tornado.web import Application

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# Samples that stand for the parts of a path; what matters is which route they fall on.
_SUBSTITUTES = (
    (r"\(\?P<\w+>", "("),
    (r"\(\?[:!=][^()]*\)\??", ""),
)


def sample(pattern: str) -> str:
    """A path that a tornado pattern matches, with `x` for each variable part."""
    text = pattern.rstrip("$")
    for regex, substitute in _SUBSTITUTES:
        text = re.sub(regex, substitute, text)
    previous = None
    while previous != text:
        previous = text
        text = re.sub(r"\([^()]*\)[?*]", "", text)
        text = re.sub(r"\(([\w|-]+)\)", lambda m: m[1].split("|")[0], text)
        text = re.sub(r"\([^()]*\)", "x", text)
    text = re.sub(r"\[[^\]]*\][+*]?", "x", text)
    return re.sub(r"\\(.)", r"\1", text).replace(".*", "x").replace("?", "").replace("+", "")


def paths_of(application: Application, base_url: str) -> set[str]:
    """A sample path for every route that an application really has, below its base URL."""
    paths = set()
    for group in (application.default_router.rules, application.wildcard_router.rules):
        for rule in group:
            for inner in getattr(rule.target, "rules", [rule]):
                regex = getattr(inner.matcher, "regex", None)
                if regex is None:
                    continue
                path = sample(regex.pattern)
                if path.startswith(base_url):
                    paths.add(path[len(base_url) :])
    return paths
