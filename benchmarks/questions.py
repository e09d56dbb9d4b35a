"""How fast questions are found: words as one types them, filters and sorts, over the HTTP API.

The questions are generated: words as unevenly used as real ones, each question with an
introduction, steps and notes of some 200 words.
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

from interview_ext.auth.members import login_name
from interview_ext.db.engine import Database, default_url
from interview_ext.pads.store import Member, Store
from interview_ext.questions.folder import pack
from interview_ext.questions.store import NewQuestion, QuestionStore

from .asking import Asker
from .hidden import wait_for_examples
from .servers import Interview

LABELS = 40
AUTHORS = 30
VOCABULARY = 4000
START = datetime(2025, 1, 1, tzinfo=UTC)

_FRONT = """\
---
title: {title}
type: {type}
languages: [{language}]
difficulty: {difficulty}
minutes: {minutes}
labels: [{labels}]
notes: |
  {notes}
---
{introduction}

# {first}

{one}

# {second}

{two}
"""


@dataclass(frozen=True)
class QuestionFigures:
    """What was measured, times in milliseconds.

    Arguments:
        questions: how many there are.
        typing: of searches as one types, a request for every letter.
        filtering: of lists by filters, in every order, first parts and later ones.
        filters: of the counts beside the filters.
        like: of the same searches as plain LIKE queries in SQLite, in this process.
    """

    questions: int
    typing: list[float]
    filtering: list[float]
    filters: list[float]
    like: list[float]


def measure_questions(core: int, count: int, rounds: int) -> QuestionFigures:
    """Fill a bank, start a server on it, and look for things.

    Arguments:
        core: the processor for the server.
        count: how many questions.
        rounds: how many words are typed, and how many lists are asked for.

    Raises:
        ServerTrouble: it did not start, or refused something.
    """
    server = _Bank(core, count)
    chance = random.Random(2)
    words = vocabulary()
    try:
        server.start()
        headers = {"Authorization": f"token {server.token}"}
        asker = Asker(server.port, headers, "/interview/api/questions")
        with contextlib.closing(asker) as client:
            wait_for_examples(server)
            # The database's pages are read once.
            for _ in range(5):
                client.milliseconds(tab="organization")
            typed = list(itertools.chain(*(_typed(chance, words) for _ in range(rounds))))
            typing = [client.milliseconds(q=text) for text in typed]
            filtering = [client.milliseconds(**one) for one in _lists(chance, rounds, words)]
            filters = [client.milliseconds("/filters") for _ in range(max(5, rounds // 4))]
        like = _like(server.root / "interview.db", typed)
    finally:
        server.stop()
    return QuestionFigures(count, typing, filtering, filters, like)


class _Bank(Interview):
    """A server with a full bank."""

    def __init__(self, core: int, count: int) -> None:
        super().__init__(core)
        self._count = count

    def prepare(self) -> None:
        super().prepare()
        asyncio.run(_fill(self.root, self._count))


def vocabulary() -> list[str]:
    """Words that look like words, the most used ones first."""
    chance = random.Random(1)
    syllables = [c + v for c in "bcdfghklmnprstvw" for v in ("a", "e", "i", "o", "u", "en", "ar")]
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(syllables, k=chance.randint(2, 4)))] = None
    return list(words)


def _text(chance: random.Random, words: list[str], weights: list[float], length: int) -> str:
    return " ".join(chance.choices(words, cum_weights=weights, k=length))


def generated(count: int) -> Iterator[bytes]:
    """The ``question.md`` of each of so many questions, the same every time."""
    chance = random.Random(3)
    words = vocabulary()
    # As in real texts, a word is used half as often as the one that is twice as frequent.
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    kinds = (
        ("notebook", "python"), ("notebook", "r"), ("code", "python"), ("code", "java"),
        ("code", "rust"), ("sql", "sql"), ("front-end", "javascript"),
    )  # fmt: skip
    for _ in range(count):
        type_, language = chance.choice(kinds)
        yield _FRONT.format(
            title=_text(chance, words, weights, chance.randint(3, 7)).capitalize(),
            type=type_,
            language=language,
            difficulty=chance.choice(("easy", "medium", "hard")),
            minutes=chance.choice((20, 30, 45, 60)),
            labels=", ".join(f"label {n}" for n in chance.sample(range(LABELS), 3)),
            notes=_text(chance, words, weights, 40),
            introduction=_text(chance, words, weights, 40),
            first=_text(chance, words, weights, 3),
            one=_text(chance, words, weights, 60),
            second=_text(chance, words, weights, 3),
            two=_text(chance, words, weights, 60),
        ).encode()


async def _fill(root: Path, count: int) -> None:
    """A database with so many published questions of several authors, and one who asks."""
    chance = random.Random(4)
    database = Database(default_url(str(root)))
    await database.open()
    try:
        members = Store(database)
        authors = [Member(f"author-{n:02}", f"author{n}", f"Author {n}", "interviewer")
                   for n in range(AUTHORS)]  # fmt: skip
        for one in (*authors, Member("owner", login_name(), login_name(), "admin")):
            await members.keep_member(one, START)
        store = QuestionStore(database)
        new = [
            NewQuestion(
                secrets.token_urlsafe(16), f"question-{number}", chance.choice(authors).id,
                pack({"question.md": content}),
            )
            for number, content in enumerate(generated(count))
        ]  # fmt: skip
        for begin in range(0, len(new), 1000):
            await store.add(new[begin : begin + 1000], START + timedelta(minutes=begin))
        # One by one, publishing waits for the disk each time.
        async with database.writing() as connection:
            for statement in (
                "INSERT INTO question_files SELECT question_id, 1, path, sha256"
                " FROM question_files",
                "INSERT INTO question_cards (question_id, revision, listed, archived, origin,"
                " author_id, published, uses, title, title_key, type, languages, difficulty,"
                " minutes, labels, changed, words) SELECT question_id, 1, 1, 0, origin,"
                " author_id, 1, abs(random()) % 100, title, title_key, type, languages,"
                " difficulty, minutes, labels, changed, words FROM question_cards",
                "INSERT INTO question_facets SELECT p.id, f.kind, f.value, f.shown"
                " FROM question_facets f JOIN question_cards w ON w.id = f.card_id"
                " JOIN question_cards p ON p.question_id = w.question_id AND p.revision = 1",
                "INSERT INTO question_search (rowid, title, labels, body)"
                " SELECT p.id, s.title, s.labels, s.body FROM question_search s"
                " JOIN question_cards w ON w.id = s.rowid"
                " JOIN question_cards p ON p.question_id = w.question_id AND p.revision = 1",
                "UPDATE questions SET published = 1, published_digest = digest",
                "UPDATE question_cards SET published = 1",
            ):
                await connection.exec_driver_sql(statement)
    finally:
        await database.close()


def _typed(chance: random.Random, words: list[str]) -> Iterator[str]:
    """What is in the field after each letter of somebody who looks for one word or two."""
    # Words of the middle are looked for most: neither in every question nor in none.
    text = " ".join(chance.choices(words[:800], k=chance.choice((1, 1, 2))))
    for end in range(1, len(text) + 1):
        if text[end - 1] != " ":
            yield text[:end]


def _lists(chance: random.Random, rounds: int, words: list[str]) -> Iterator[dict[str, Any]]:
    """What is asked for by filters, sorts and scrolling."""
    for _ in range(rounds * 4):
        one: dict[str, Any] = {}
        if chance.random() < 0.5:
            one["type"] = chance.sample(["notebook", "code", "sql"], chance.randint(1, 2))
        if chance.random() < 0.4:
            one["language"] = chance.sample(["python", "r", "java", "sql"], chance.randint(1, 2))
        if chance.random() < 0.3:
            one["difficulty"] = chance.choice(["easy", "medium", "hard"])
        if chance.random() < 0.4:
            one["label"] = [f"label {n}" for n in chance.sample(range(LABELS), 2)]
        if chance.random() < 0.2:
            one["author"] = f"author-{chance.randrange(AUTHORS):02}"
        if chance.random() < 0.3:
            one["q"] = chance.choice(words[:800])
        one["sort"] = chance.choice(["title", "newest", "most_used", "last_used"])
        one["cursor"] = chance.choice([0, 0, 50, 200])
        yield one


def _like(path: Path, typed: list[str]) -> list[float]:
    """The same searches without an index of words, straight in SQLite."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(
            "CREATE TABLE plain AS SELECT c.id, c.title, s.labels, s.body FROM question_cards c"
            " JOIN question_search s ON s.rowid = c.id WHERE c.revision = 1"
        )
        db.commit()
        took = []
        for text in typed:
            words = text.split()
            found = " AND ".join(["(title || ' ' || labels || ' ' || body) LIKE ?"] * len(words))
            values = [f"%{word}%" for word in words]
            began = time.perf_counter()
            db.execute(f"SELECT count(*) FROM plain WHERE {found}", values).fetchall()
            db.execute(
                f"SELECT id FROM plain WHERE {found} ORDER BY title LIMIT 50", values
            ).fetchall()
            took.append((time.perf_counter() - began) * 1000)
        return took
