"""How fast the dashboard finds pads: first pages, words as one types them, filters, over HTTP.

The pads are generated and written straight into the database: titles and names of words as
unevenly used as real ones, interviewers, teams, appointments and tasks.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import secrets
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from interview_ext.auth.identity import hash_secret
from interview_ext.auth.members import login_name
from interview_ext.db.engine import Database, default_url
from interview_ext.pads.life import KINDS, STATES
from interview_ext.pads.listing import SORTS, found_by, spaced
from interview_ext.pads.pad import new_pad_id

from .asking import Asker
from .questions import vocabulary
from .servers import Interview

MEMBERS = 60
TEAMS = 8
QUESTIONS = 400
COOKIE = secrets.token_urlsafe(32)
LANGUAGES = ("python", "r", "java", "sql", "rust")
START = datetime(2024, 1, 1, tzinfo=UTC)
INSTRUCTIONS = "Please read the task first, and ask whatever is unclear. " * 6


@dataclass(frozen=True)
class Times:
    """How long somebody's answers took, in milliseconds.

    Arguments:
        first: of the first page in each order, of all pads and of one's own.
        typing: of searches as one types, a request for every letter.
        filtering: of lists by filters, in every order.
        further: of the pages after the first.
        filters: of what can be filtered by, with the counts.
    """

    first: list[float]
    typing: list[float]
    filtering: list[float]
    further: list[float]
    filters: list[float]


@dataclass(frozen=True)
class DashboardFigures:
    """What was measured, times in milliseconds.

    Arguments:
        pads: how many there are.
        admin: of somebody who sees all of them.
        member: of an interviewer of one team, who sees about half.
        table: of the whole list as a table.
        like: of the same searches as LIKE queries in SQLite alone, in this process.
        late, latest: how long the server's event loop kept others waiting while lists were asked
            for, p99 and at most.
    """

    pads: int
    admin: Times
    member: Times
    table: float
    like: list[float]
    late: float | None
    latest: float | None


def measure_dashboard(core: int, count: int, rounds: int) -> DashboardFigures:
    """Fill a database, start a server on it, and look for pads.

    Arguments:
        core: the processor for the server.
        count: how many pads.
        rounds: how many names are typed, and how many lists are asked for.

    Raises:
        ServerTrouble: it did not start, or refused something.
    """
    server = _Dashboard(core, count)
    base = "/interview/api/pads"
    try:
        server.start()
        cookie = f"member-127-0-0-1-{server.port}={COOKIE}"
        with (
            contextlib.closing(
                Asker(server.port, {"Authorization": f"token {server.token}"}, base)
            ) as admin,
            contextlib.closing(Asker(server.port, {"Cookie": cookie}, base)) as member,
        ):
            # The database's pages are read once.
            for sort in SORTS:
                admin.milliseconds(sort=sort, q="a")
                member.milliseconds(sort=sort, q="a")
            server.count_lag_afresh()
            of_admin, of_member = _times(admin, rounds), _times(member, rounds)
            lag = server.lag()
            table = admin.milliseconds("/export.csv")
        like = _like(server.root / "interview.db", rounds)
    finally:
        server.stop()
    late, latest = lag.get("p99"), lag.get("max")
    return DashboardFigures(count, of_admin, of_member, table, like, late, latest)


def _times(asker: Asker, rounds: int) -> Times:
    """What the dashboard of one person asks for."""
    chance = random.Random(2)
    words = vocabulary()
    return Times(
        first=[asker.milliseconds(**one) for one in _first(chance, rounds)],
        typing=[asker.milliseconds(q=text) for text in _typed(rounds)],
        filtering=[asker.milliseconds(**one) for one in _lists(chance, rounds * 4, words)],
        further=list(_scrolled(asker, chance, rounds, words)),
        filters=[asker.milliseconds("/filters") for _ in range(max(5, rounds // 4))],
    )


class _Dashboard(Interview):
    """A server with many pads."""

    def __init__(self, core: int, count: int) -> None:
        super().__init__(core)
        self._count = count

    def prepare(self) -> None:
        super().prepare()
        _fill(self.root, self._count)


def _fill(root: Path, count: int) -> None:
    database = Database(default_url(str(root)))
    asyncio.run(database.open())
    chance = random.Random(4)
    members = ["owner", *(f"member-{n:02}" for n in range(MEMBERS))]
    pads, assigned, tasks = [], [], []
    for pad, people, asked in generated(count, members):
        pads.append(pad)
        assigned += [(pad["id"], one) for one in people]
        tasks += [_task(chance, pad["id"], position, *one) for position, one in enumerate(asked)]
    with contextlib.closing(sqlite3.connect(root / "interview.db")) as db:
        db.executemany(
            "INSERT INTO members (id, username, name, role, created) VALUES (?, ?, ?, ?, ?)",
            [
                (one, login_name() if one == "owner" else one, one.capitalize(),
                 "admin" if one == "owner" else "interviewer", _time(START))
                for one in members
            ],
        )  # fmt: skip
        db.executemany(
            "INSERT INTO teams (id, name, name_key, created) VALUES (?, ?, ?, ?)",
            [(f"team-{n}", f"Team {n}", f"team {n}", _time(START)) for n in range(TEAMS)],
        )
        db.execute("INSERT INTO team_members (team_id, member_id) VALUES ('team-0', 'member-00')")
        now = datetime.now(UTC)
        db.execute(
            "INSERT INTO sign_ins (id, member_id, cookie_hash, browser, address, created,"
            " last_seen, expires) VALUES ('1', 'member-00', ?, '', '', ?, ?, ?)",
            (hash_secret(COOKIE), _time(now), _time(now), _time(now + timedelta(days=1))),
        )
        for table, rows in (("pads", pads), ("tasks", tasks)):
            names = list(rows[0])
            values = ", ".join(f":{name}" for name in names)
            db.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})", rows)
        db.executemany("INSERT INTO pad_interviewers (pad_id, member_id) VALUES (?, ?)", assigned)
        db.executemany(
            "INSERT INTO questions (id, slug, origin, created, digest, published, uses, last_used)"
            " VALUES (?, ?, 'member', ?, '', 1, 1, ?)",
            [
                (f"question-{n}", f"question-{n}", _time(START), _time(START + timedelta(days=n)))
                for n in range(QUESTIONS)
            ],
        )
        db.commit()


def generated(
    count: int, members: list[str]
) -> Iterator[tuple[dict[str, Any], set[str], list[tuple[int, str]]]]:
    """So many pads, the same every time but for their ids.

    Each with the members who are assigned, and number and language of its questions.
    """
    chance = random.Random(3)
    words = vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    for number in range(count):
        created = START + timedelta(minutes=7 * number, microseconds=chance.randrange(10**6))
        kind = chance.choices(KINDS, (6, 3, 1))[0]
        state = chance.choices(STATES, (12, 1, 55, 12, 20))[0]
        title = " ".join(chance.choices(words, cum_weights=weights, k=3)).capitalize()
        name = " ".join(chance.choices(words, k=2)).title()
        email = f"{name.replace(' ', '.').lower()}@example.org"
        maker = chance.choice(members)
        asked = [
            (chance.randrange(QUESTIONS), chance.choice(LANGUAGES))
            for _ in range(chance.choice((0, 1, 1, 2)))
        ]
        language = chance.choice(LANGUAGES)
        languages = spaced([*([] if asked else [language]), *(one for _, one in asked)])
        ended = created + timedelta(hours=2) if state in ("ended", "reviewed") else None
        pad = {
            "id": new_pad_id(), "kind": kind, "state": state, "title": title,
            "candidate_name": name, "candidate_email": email,
            "start_with": "nothing" if asked else "notebook", "language": language,
            "instructions": INSTRUCTIONS, "created_by": maker, "created": _time(created),
            "started": _time(created) if state != "not_started" else None,
            "ended": _time(ended), "last_activity": _time(created + timedelta(hours=1)),
            "starts_at": _time(created + timedelta(days=3)) if kind == "live" else None,
            "team_id": f"team-{chance.randrange(TEAMS)}" if chance.random() < 0.5 else None,
            "languages": languages, **found_by(title, name, email),
        }  # fmt: skip
        # No pad is open: its server would have to be started.
        if state == "in_progress":
            pad["state"] = "ended"
        yield pad, {maker, chance.choice(members)}, asked


def _task(
    chance: random.Random, pad_id: str, position: int, question: int, language: str
) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(16), "pad_id": pad_id, "question_id": f"question-{question}",
        "revision": 1, "quickstart": "", "slug": f"question-{question}",
        "title": f"Question {question}", "type": "code", "language": language, "minutes": 30,
        "position": position, "content": f'{{"introduction": "{INSTRUCTIONS}"}}',
        "created": _time(START), "folder": "task", "revealed": 0,
    }  # fmt: skip


def _time(when: datetime | None) -> str | None:
    """A time as SQLite keeps it."""
    return None if when is None else when.replace(tzinfo=None).isoformat(" ", "microseconds")


def _first(chance: random.Random, rounds: int) -> Iterator[dict[str, Any]]:
    """First pages: mostly one's own pads, the newest first, as the dashboard opens."""
    for _ in range(rounds):
        one: dict[str, Any] = {"interviewer": "me"} if chance.random() < 0.5 else {}
        if chance.random() < 0.5:
            one["sort"] = chance.choice(list(SORTS))
            one["descending"] = chance.choice(("true", "false"))
        yield one


def _typed(rounds: int) -> Iterator[str]:
    """What is in the field after each letter of those who look for a name or a title."""
    chance = random.Random(5)
    words = vocabulary()
    for _ in range(rounds):
        text = " ".join(chance.choices(words, k=chance.choice((1, 1, 2))))
        for end in range(1, len(text) + 1):
            if text[end - 1] != " ":
                yield text[:end]


def _lists(chance: random.Random, count: int, words: list[str]) -> Iterator[dict[str, Any]]:
    """What is asked for by filters, mostly by one or two."""
    for _ in range(count):
        one: dict[str, Any] = {}
        if chance.random() < 0.4:
            one["status"] = chance.sample(STATES, chance.randint(1, 2))
        if chance.random() < 0.2:
            one["kind"] = chance.choice(KINDS)
        if chance.random() < 0.4:
            one["interviewer"] = chance.choice(("me", f"member-{chance.randrange(MEMBERS):02}"))
        if chance.random() < 0.2:
            one["question"] = f"question-{chance.randrange(QUESTIONS)}"
        if chance.random() < 0.2:
            one["language"] = chance.choice(LANGUAGES)
        if chance.random() < 0.2:
            one["team"] = chance.choice(("none", f"team-{chance.randrange(TEAMS)}"))
        if chance.random() < 0.2:
            begin = START + timedelta(days=chance.randrange(400))
            one["date"] = chance.choice(("created", "scheduled", "ended"))
            one["from"] = begin.isoformat()
            one["to"] = (begin + timedelta(days=chance.choice((1, 7, 31, 365)))).isoformat()
        if chance.random() < 0.2:
            one["q"] = chance.choice(words)
        one["sort"] = chance.choice(list(SORTS))
        yield one


def _scrolled(
    asker: Asker, chance: random.Random, rounds: int, words: list[str]
) -> Iterator[float]:
    """Of four pages after the first, in lists of all kinds."""
    for one in _lists(chance, rounds, words):
        asker.milliseconds(**one)
        for _ in range(4):
            if asker.answer["next"] is None:
                break
            yield asker.milliseconds(**one, cursor=asker.answer["next"])


def _like(path: Path, rounds: int) -> list[float]:
    """The same searches without an index, straight in SQLite."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        took = []
        for text in _typed(rounds):
            words = text.split()
            one = "(title || ' ' || candidate_name || ' ' || candidate_email) LIKE ?"
            found = " AND ".join([one] * len(words))
            values = [f"%{word}%" for word in words]
            began = time.perf_counter()
            db.execute(f"SELECT count(*) FROM pads WHERE {found}", values).fetchall()
            db.execute(
                f"SELECT id FROM pads WHERE {found} ORDER BY created DESC LIMIT 50", values
            ).fetchall()
            took.append((time.perf_counter() - began) * 1000)
        return took
