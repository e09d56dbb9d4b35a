"""Who may do what on the host, as two tables. Pure: no tornado, traitlets, database or clock.

The host serves the members' home page and the control plane; code runs in pads, never here.
`PATHS` is all that exists on the host, `GRANTS` is what a role may do with it. Whatever is in
neither is refused.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Role = Literal["admin", "interviewer", "reviewer"]
Action = Literal["read", "write", "execute"]
Part = Literal["interviewer", "observer"]

_LOOK: Final = frozenset({"GET", "HEAD"})

_PAD = r"interview/api/pads/[^/]+"
_QUESTION = r"interview/api/questions/[^/]+"
_TEMPLATE = r"interview/api/templates/[^/]+"

# Paths below the host's base URL, each with the methods that exist there. JupyterLab's build,
# extension manager, licenses and file downloads are left out on purpose: they are not needed
# for a home page, and some of them change the installation for everybody.
PATHS: Final[tuple[tuple[re.Pattern[str], frozenset[str]], ...]] = tuple(
    (re.compile(pattern), methods)
    for pattern, methods in (
        (r"", _LOOK),
        (r"(login|logout)", _LOOK | {"POST"}),
        (r"(static|logos)/.+|favicon\.ico|robots\.txt", _LOOK),
        (r"lab(/tree(/.*)?|/workspaces/[^/]*(/tree(/.*)?)?)?/?", _LOOK),
        (r"lab/extensions/.+", _LOOK),
        (r"lab/api/(themes|translations)(/.*)?", _LOOK),
        (r"lab/api/(settings|workspaces)(/.*)?", _LOOK | {"PUT"}),
        (r"api/?", _LOOK),
        (r"api/(me|status|kernelspecs|kernels|sessions)", _LOOK),
        (r"api/contents(/.*)?", _LOOK),
        (r"api/config/[^/]+", _LOOK),
        (r"api/events/subscribe", _LOOK),
        (r"api/security/csp-report", frozenset({"POST"})),
        (r"interview/?", _LOOK),
        (r"interview/static/.+", _LOOK),
        (r"interview/join/[^/]+", _LOOK | {"POST"}),
        (r"interview/password/[^/]+", _LOOK | {"POST"}),
        (r"interview/pads/[^/]+", _LOOK | {"POST"}),
        (r"interview/take-homes/[^/]+", _LOOK | {"POST"}),
        (r"interview/survey", _LOOK),
        (r"interview/survey/[^/]+", _LOOK | {"POST"}),
        # Only for pads whose servers are not running: the others answer for themselves.
        (r"interview/pads/[^/]+/.*", _LOOK | {"POST", "PUT", "PATCH", "DELETE"}),
        (r"interview/api/(me|languages|events|openapi\.yaml)", _LOOK),
        (r"interview/api/me/sessions", _LOOK),
        (r"interview/api/me/sessions/[^/]+", frozenset({"DELETE"})),
        (r"interview/api/me/password", frozenset({"POST"})),
        (r"interview/api/members", _LOOK),
        (r"interview/api/members/[^/]+", frozenset({"PATCH", "DELETE"})),
        (r"interview/api/members/[^/]+/sessions", _LOOK | {"DELETE"}),
        (r"interview/api/members/[^/]+/password", frozenset({"POST"})),
        (r"interview/api/team/invitations", _LOOK | {"POST"}),
        (r"interview/api/team/invitations/[^/]+", frozenset({"DELETE"})),
        (r"interview/api/teams", _LOOK | {"POST"}),
        (r"interview/api/teams/[^/]+", frozenset({"PATCH", "DELETE"})),
        (r"interview/api/teams/[^/]+/members/[^/]+", frozenset({"PUT", "DELETE"})),
        (r"interview/api/mail", _LOOK),
        (r"interview/api/pads", _LOOK | {"POST"}),
        (r"interview/api/quota", _LOOK),
        (r"interview/api/pads/bulk", frozenset({"POST"})),
        (_PAD, _LOOK | {"PATCH", "DELETE"}),
        (rf"{_PAD}/(end|submit|extend|review|reopen|ticket)", frozenset({"POST"})),
        (rf"{_PAD}/admissions", _LOOK),
        (rf"{_PAD}/admissions/[^/]+", frozenset({"PATCH"})),
        (rf"{_PAD}/invitation\.ics", _LOOK),
        (rf"{_PAD}/invite", frozenset({"POST"})),
        (rf"{_PAD}/tasks", _LOOK | {"POST"}),
        (rf"{_PAD}/tasks/[^/]+", frozenset({"PATCH", "DELETE"})),
        (rf"{_PAD}/tasks/[^/]+/(open|reveal)", frozenset({"POST"})),
        (rf"{_PAD}/tasks/[^/]+/private", _LOOK),
        (rf"{_PAD}/tasks/[^/]+/tests", _LOOK | {"POST"}),
        (rf"{_PAD}/comments", _LOOK | {"POST"}),
        (rf"{_PAD}/comments/[^/]+", frozenset({"PATCH", "DELETE"})),
        (rf"{_PAD}/drafts/[^/]+", frozenset({"POST"})),
        (rf"{_PAD}/plan", _LOOK | {"POST"}),
        (rf"{_PAD}/notes", _LOOK | {"PATCH"}),
        (rf"{_PAD}/feedback(/(versions|export))?", _LOOK),
        (rf"{_PAD}/feedback/(submit|decision)", frozenset({"POST"})),
        (rf"{_PAD}/earlier(/[^/]+(/documents/.+)?)?", _LOOK),
        (rf"{_PAD}/earlier/[^/]+/confirm", frozenset({"POST", "DELETE"})),
        (rf"{_PAD}/knock", _LOOK | {"POST", "DELETE"}),
        (rf"{_PAD}/knock/events", _LOOK),
        (r"interview/api/audit(/filters|/export)?", _LOOK),
        (r"interview/api/survey", _LOOK),
        (r"interview/api/settings", _LOOK | {"PATCH"}),
        (r"interview/api/settings/(logo|waiting-room-image)", _LOOK | {"PUT", "DELETE"}),
        (r"interview/api/settings/preview", frozenset({"POST"})),
        (r"interview/api/take-home-links", _LOOK | {"POST"}),
        (r"interview/api/take-home-links/[^/]+", frozenset({"PATCH", "DELETE"})),
        (r"interview/api/calibration", _LOOK),
        (r"interview/api/templates", _LOOK | {"POST"}),
        (_TEMPLATE, _LOOK | {"PUT", "PATCH"}),
        (rf"{_TEMPLATE}/duplicate", frozenset({"POST"})),
        (rf"{_TEMPLATE}/revisions(/[^/]+)?", _LOOK),
        (r"interview/api/questions", _LOOK | {"POST"}),
        (r"interview/api/questions/import", frozenset({"POST"})),
        # Also for /filters and /export.
        (_QUESTION, _LOOK | {"PATCH"}),
        (rf"{_QUESTION}/files/.+", _LOOK | {"PUT", "DELETE"}),
        (rf"{_QUESTION}/(rename|duplicate|archive|restore|publish)", frozenset({"POST"})),
        (rf"{_QUESTION}/favourite", frozenset({"PUT", "DELETE"})),
        (rf"{_QUESTION}/check", _LOOK | {"DELETE"}),
        (rf"{_QUESTION}/export", _LOOK),
    )
)

# What everybody who is signed in may do; looking at pads and questions is for all of them.
_MEMBER: Final[frozenset[tuple[str, Action]]] = frozenset(
    {
        # Jupyter Server's names for what its own handlers guard.
        ("api", "read"),
        ("server", "read"),
        ("config", "read"),
        ("contents", "read"),
        ("events", "read"),
        ("events", "execute"),
        ("kernels", "read"),
        ("kernelspecs", "read"),
        ("sessions", "read"),
        ("csp", "write"),
        # Ours.
        ("interview:me", "read"),
        ("interview:me", "write"),
        ("interview:members", "read"),
        ("interview:teams", "read"),
        ("interview:languages", "read"),
        ("interview:pads", "read"),
        ("interview:events", "read"),
        ("interview:questions", "read"),
        ("interview:templates", "read"),
        ("interview:plan", "read"),
    }
)

_REVIEWER: Final[frozenset[tuple[str, Action]]] = _MEMBER | {
    ("interview:calibration", "read"),
    ("interview:comments", "read"),
    ("interview:comments", "write"),
    ("interview:feedback", "read"),
    ("interview:feedback", "write"),
    ("interview:reviews", "write"),
    # To make practice pads of their own, and to end and delete them: see `pads.life`.
    ("interview:sandboxes", "write"),
    ("interview:tasks", "read"),
}

_INTERVIEWER: Final[frozenset[tuple[str, Action]]] = _REVIEWER | {
    ("interview:links", "read"),
    ("interview:links", "write"),
    ("interview:pads", "write"),
    ("interview:earlier", "read"),
    ("interview:earlier", "write"),
    ("interview:admissions", "read"),
    ("interview:admissions", "write"),
    ("interview:decisions", "write"),
    ("interview:mail", "read"),
    ("interview:mail", "write"),
    ("interview:tasks", "write"),
    ("interview:questions", "write"),
    ("interview:templates", "write"),
    ("interview:plan", "write"),
}

_ADMIN: Final[frozenset[tuple[str, Action]]] = _INTERVIEWER | {
    ("interview:audit", "read"),
    ("interview:members", "write"),
    ("interview:settings", "read"),
    ("interview:settings", "write"),
    ("interview:survey", "read"),
    ("interview:teams", "write"),
}

GRANTS: Final[dict[Role, frozenset[tuple[str, Action]]]] = {
    "admin": _ADMIN,
    "interviewer": _INTERVIEWER,
    "reviewer": _REVIEWER,
}

# As what a member goes into a pad: before its end, and after it.
_ENTRY: Final[dict[Role, tuple[Part | None, Part | None]]] = {
    "admin": ("interviewer", "observer"),
    "interviewer": ("interviewer", "observer"),
    "reviewer": (None, "observer"),
}


def entry_role(role: str, finished: bool, *, practises: bool = False) -> Part | None:
    """As what a member of this role goes into a pad; none where they may not go in.

    Arguments:
        finished: whether the pad has ended or was handed in.
        practises: whether it is a practice pad that they made, where each member works.
    """
    if practises and not finished and role in _ENTRY:
        return "interviewer"
    return _ENTRY.get(role, (None, None))[finished]  # type: ignore[call-overload]


def allowed(role: str, resource: str, action: str) -> bool:
    """Whether a member of this role may do this; anything unknown may not be done."""
    return (resource, action) in GRANTS.get(role, frozenset())  # type: ignore[call-overload]


def exists(method: str, path: str) -> Literal["yes", "bad_method", "no"]:
    """Whether the host has anything at this path, and for this method.

    Arguments:
        method: HTTP method in capitals.
        path: decoded path below the host's base URL, without leading slash.
    """
    methods: set[str] = set()
    for pattern, here in PATHS:
        if pattern.fullmatch(path):
            methods |= here
    if not methods:
        return "no"
    return "yes" if method in methods else "bad_method"
