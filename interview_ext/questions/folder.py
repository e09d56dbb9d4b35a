"""The files of a question as they are kept: by the hash of their contents. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from .problem import Problem
from .question import Limits, Question, examine, is_text
from .words import words_of


@dataclass(frozen=True)
class StoredFile:
    """A file without its content.

    Arguments:
        sha256: of the content, in hexadecimal digits; its entity tag too.
        size: bytes.
        text: whether an editor can show it.
    """

    sha256: str
    size: int
    text: bool


@dataclass(frozen=True)
class Card:
    """What lists show of a question, and what it is found by.

    Arguments:
        body: the words in its texts, folded, with blanks between them.
    """

    title: str
    type: str
    languages: tuple[str, ...]
    difficulty: str
    minutes: int
    labels: tuple[str, ...]
    body: str = ""


@dataclass(frozen=True)
class Folder:
    """A question's folder, ready to be kept.

    Arguments:
        files: by path.
        contents: by hash; only those that are new.
        digest: of all names and contents.
    """

    files: Mapping[str, StoredFile]
    contents: Mapping[str, bytes]
    digest: str
    card: Card
    question: Question = field(repr=False)
    problems: tuple[Problem, ...] = ()


def stored(content: bytes) -> StoredFile:
    """What is kept of a file beside its content."""
    return StoredFile(hashlib.sha256(content).hexdigest(), len(content), is_text(content))


def digest_of(files: Mapping[str, StoredFile]) -> str:
    """One hash for all names and contents."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}\0{files[path].sha256}\n".encode())
    return digest.hexdigest()


def card_of(question: Question, before: Card | None = None) -> Card:
    """The card of a question.

    Arguments:
        before: the card until now, for what cannot be read at the moment.
    """
    texts = [
        question.introduction,
        *(f"{step.title} {step.markdown}" for step in question.steps),
        question.notes,
        *(one.competency for one in question.rubric),
    ]
    body = " ".join(dict.fromkeys(words_of(" ".join(texts))))
    if not question.title and not question.type and before is not None:
        return Card(
            before.title, before.type, before.languages, before.difficulty, before.minutes,
            before.labels, body,
        )  # fmt: skip
    return Card(
        question.title or (before.title if before else "") or "Untitled question",
        question.type or (before.type if before else "") or "free-form",
        question.languages,
        question.difficulty,
        question.minutes,
        question.labels,
        body,
    )


def pack(
    contents: Mapping[str, bytes],
    kept: Mapping[str, StoredFile] | None = None,
    languages: Collection[str] | None = None,
    limits: Limits | None = None,
    before: Card | None = None,
) -> Folder:
    """A folder ready to be kept. Hashes and parses, so it is called in a thread.

    Arguments:
        contents: by path.
        kept: files whose contents are kept already and need not be looked into.
        languages, limits: as in `question.parse`.
        before: the card until now.
    """
    files = {**(kept or {}), **{path: stored(content) for path, content in contents.items()}}
    others = {path: one.size for path, one in (kept or {}).items() if path not in contents}
    question, problems = examine(contents, others, languages, limits)
    return Folder(
        files,
        {files[path].sha256: content for path, content in contents.items()},
        digest_of(files),
        card_of(question, before),
        question,
        problems,
    )
