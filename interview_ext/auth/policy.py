"""Who may do what in a pad, as two tables. Pure: no tornado, traitlets, database or clock.

`ROUTES` names what each path of a pad server is; `GRANTS` says what each role may do with it.
A path that is not in `ROUTES`, or an action that is not in `GRANTS`, is refused: the gate in
front of a pad asks `decide` before any handler exists, and the pad's authorizer asks `allowed`
again for the handlers that Jupyter Server decorates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from .participant import Role

Action = Literal["read", "write", "execute"]
Verdict = Literal["allowed", "sign_in", "forbidden", "not_found", "bad_method"]


@dataclass(frozen=True)
class Route:
    """One path of a pad server.

    Arguments:
        pattern: regular expression for the whole path below the pad's base URL.
        resource: what stands behind it, the key into `GRANTS`.
        methods: the HTTP methods that exist there, each with its action.
        public: true for what a browser may fetch before it has entered the pad.
        finished: true for what exists only once the interview has ended.
    """

    pattern: re.Pattern[str]
    resource: str
    methods: dict[str, Action]
    public: bool = False
    finished: bool = False


_READ: Final[dict[str, Action]] = {"GET": "read", "HEAD": "read"}
_ID = r"[\w-]{1,64}"


def _route(
    pattern: str,
    resource: str,
    methods: dict[str, Action],
    *,
    public: bool = False,
    finished: bool = False,
) -> Route:
    return Route(re.compile(pattern), resource, methods, public, finished)


ROUTES: Final[tuple[Route, ...]] = (
    _route(r"enter", "enter", {"POST": "execute"}, public=True),
    _route(r"|lab(/tree(/.*)?|/workspaces/[^/]*(/tree(/.*)?)?)?", "page", _READ),
    _route(r"static/.+", "static", _READ, public=True),
    _route(r"lab/extensions/.+", "static", _READ, public=True),
    _route(r"lab/api/themes/.+", "static", _READ),
    _route(r"lab/api/settings(/.*)?", "settings", {**_READ, "PUT": "write"}),
    _route(r"lab/api/translations(/.*)?", "static", _READ),
    _route(r"lab/api/workspaces(/.*)?", "workspaces", {**_READ, "PUT": "write"}),
    _route(r"logos/.+", "static", _READ, public=True),
    _route(r"api", "page", _READ),
    _route(r"api/me", "page", _READ),
    _route(r"api/status", "page", _READ),
    _route(r"api/events/subscribe", "events", _READ),
    _route(r"api/kernelspecs(/[\w.-]+)?", "kernelspecs", _READ),
    _route(r"kernelspecs/[\w.-]+/.+", "kernelspecs", _READ),
    _route(r"api/kernels", "kernels", _READ),
    _route(rf"api/kernels/{_ID}", "kernels", _READ),
    _route(rf"api/kernels/{_ID}/channels", "kernels", {"GET": "execute"}),
    _route(r"api/sessions", "sessions", _READ),
    _route(rf"api/sessions/{_ID}", "sessions", _READ),
    _route(
        r"api/contents(/.*)?",
        "contents",
        {**_READ, "PUT": "write", "POST": "write", "PATCH": "write", "DELETE": "write"},
    ),
    _route(r"files/.+", "files", _READ),
    _route(r"api/collaboration/session/.+", "rooms", {"PUT": "read"}),
    _route(r"api/collaboration/room/[^/]+", "rooms", {"GET": "read"}),
    _route(r"api/interview/pad", "pad", _READ),
    _route(r"api/interview/events", "pad", {"GET": "read"}),
    _route(r"api/interview/admissions", "admissions", _READ),
    _route(rf"api/interview/admissions/{_ID}", "admissions", {"PATCH": "write"}),
    _route(r"api/interview/end", "end", {"POST": "execute"}),
    _route(r"api/interview/submit", "submit", {"POST": "execute"}),
    _route(r"api/interview/signals", "signals", {"POST": "write"}),
    _route(r"api/interview/focus", "focus", {"POST": "execute", "DELETE": "execute"}),
    _route(rf"api/interview/tasks/{_ID}/tests", "tasks", {"POST": "execute"}),
    _route(r"api/interview/runs", "runs", {"POST": "execute"}),
    _route(rf"api/interview/runs/{_ID}/input", "runs", {"POST": "execute"}),
    _route(r"api/interview/(interrupt|restart)", "runs", {"POST": "execute"}),
    _route(
        r"api/interview/playback",
        "playback",
        {"GET": "read", "POST": "execute"},
        finished=True,
    ),
    _route(
        r"api/interview/playback/(segments|blobs)/[0-9a-f]{64}",
        "playback",
        {"GET": "read"},
        finished=True,
    ),
    _route(r"api/interview/branch", "branch", {"POST": "execute"}, finished=True),
    _route(
        r"api/interview/reproducibility",
        "playback",
        {"GET": "read", "POST": "execute"},
        finished=True,
    ),
)

_LOOK: Final[frozenset[tuple[str, Action]]] = frozenset(
    {
        ("page", "read"),
        ("static", "read"),
        ("settings", "read"),
        ("workspaces", "read"),
        ("events", "read"),
        ("kernelspecs", "read"),
        ("kernels", "read"),
        ("sessions", "read"),
        ("contents", "read"),
        ("files", "read"),
        ("rooms", "read"),
        ("pad", "read"),
        # Jupyter Server's own names for what stands behind the paths above.
        ("api", "read"),
        ("server", "read"),
    }
)

_WORK: Final[frozenset[tuple[str, Action]]] = frozenset(
    {
        ("contents", "write"),
        ("rooms", "write"),
        ("signals", "write"),
        ("focus", "execute"),
        ("tasks", "execute"),
        ("runs", "execute"),
        ("kernels", "execute"),
    }
)

_HOST: Final[frozenset[tuple[str, Action]]] = frozenset(
    {("admissions", "read"), ("admissions", "write"), ("end", "execute")}
)

# Only a take-home can be handed in, which the control plane sees to.
_HAND_IN: Final[frozenset[tuple[str, Action]]] = frozenset({("submit", "execute")})

# Every member is an observer once the interview has ended, and nobody else is in it then.
_REVIEW: Final[frozenset[tuple[str, Action]]] = frozenset(
    {("playback", "read"), ("playback", "execute"), ("branch", "execute")}
)

GRANTS: Final[dict[Role, frozenset[tuple[str, Action]]]] = {
    "candidate": _LOOK | _WORK | _HAND_IN,
    "interviewer": _LOOK | _WORK | _HOST,
    "observer": _LOOK | _REVIEW,
}


def effective_role(role: Role, *, read_only: bool) -> Role | None:
    """The role that counts while a pad is, or is no longer, being worked in.

    Arguments:
        role: the participant's own role.
        read_only: true once the interview has ended.

    Returns:
        None for a candidate of an ended interview, who has no access any more.
    """
    if not read_only:
        return role
    return None if role == "candidate" else "observer"


def allowed(role: Role, resource: str, action: Action) -> bool:
    """Whether the role may do this; anything unknown may not be done."""
    return (resource, action) in GRANTS.get(role, frozenset())


def find_route(path: str) -> Route | None:
    """The route of a path below the pad's base URL, without leading slash or query."""
    for route in ROUTES:
        if route.pattern.fullmatch(path):
            return route
    return None


def decide(role: Role | None, method: str, path: str, *, finished: bool = False) -> Verdict:
    """What the gate of a pad does with a request.

    Arguments:
        role: the effective role of the one who asks; None for a stranger.
        method: HTTP method in capitals.
        path: decoded path below the pad's base URL, without leading slash.
        finished: whether the interview has ended.

    Returns:
        ``"allowed"``; ``"sign_in"`` where a stranger asked for something that exists;
        ``"forbidden"``; ``"bad_method"``; or ``"not_found"``.
    """
    route = find_route(path)
    if route is None:
        return "not_found"
    action = route.methods.get(method)
    if route.public:
        return "allowed" if action else "bad_method"
    if role is None:
        return "sign_in"
    if action is None:
        return "bad_method"
    if route.finished and not finished:
        return "forbidden"
    return "allowed" if allowed(role, route.resource, action) else "forbidden"
