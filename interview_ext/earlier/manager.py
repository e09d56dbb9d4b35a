"""The earlier work of a pad's candidate: who may look at which of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from traitlets import Instance
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..errors import Conflict, NotFound
from ..feedback.visibility import addresses, is_subject
from ..mail.address import compared
from ..pad_server.starter import starter_files
from ..pads.manager import PadManager
from ..pads.pad import Pad, is_pad_id
from ..pads.store import Member
from ..tasks.store import TaskStore
from ..tasks.task import Task
from .documents import Document, list_documents, read_document
from .store import EarlierStore
from .work import Earlier, look_through


class EarlierWork(LoggingConfigurable):
    """Lists and opens what the same candidate wrote before. The handlers call it.

    The same e-mail address is the same person; of the same name a member has to say so first.
    """

    store = Instance(EarlierStore, help="Set by the application.")
    tasks = Instance(TaskStore, help="Set by the application.")
    pads = Instance(PadManager, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")

    async def look(self, pad_id: str, by: Member, words: str, sort: str) -> list[dict[str, Any]]:
        """The earlier pads of a pad's candidate that a member may see, as JSON.

        Raises:
            InvalidInput: there is no such order.
        """
        found = await self._all(await self.pads.pad(pad_id), by)
        return [self._model(one) for one in look_through(found, words, sort)]

    async def confirm(
        self, pad_id: str, other_id: str, by: Member, *, same: bool
    ) -> dict[str, Any]:
        """Keep whether two pads are of the same person; returns the other one as JSON.

        Raises:
            NotFound: nothing says that they could be.
        """
        pad, other = await self._find(pad_id, other_id, by)
        if same:
            await self.store.confirm(pad.id, other.pad_id, by.id, self.pads.clock.now())
        else:
            await self.store.deny(pad.id, other.pad_id)
        what = "earlier.confirmed" if same else "earlier.denied"
        await self.audit.note(what, by, pad_id=pad.id, other=other.pad_id)
        return self._model(other.with_confirmed(same))

    async def open(self, pad_id: str, other_id: str, by: Member) -> dict[str, Any]:
        """What there is to look at of an earlier pad, as JSON: documents and tests by task.

        Raises:
            NotFound: it is no earlier pad of this candidate.
            Conflict: it is of the same name, and nobody has said that it is the same person.
        """
        _, other = await self._find_known(pad_id, other_id, by)
        tasks = [one for one in await self.tasks.tasks(other_id) if one.opened is not None]
        documents = await asyncio.to_thread(list_documents, self._root(other_id))
        reports = await self.store.reports([task.id for task in tasks])
        parts: list[dict[str, Any]] = [
            {
                "id": task.id,
                "title": task.title,
                "language": task.language,
                "documents": _of_task(task, documents),
                "runs": reports.get(task.id, []),
            }
            for task in tasks
        ]
        folders = tuple(f"{task.folder}/" for task in tasks)
        rest = [one for one in documents if not one.path.startswith(folders)]
        if rest:
            first = await self._first(await self.pads.pad(other_id)) if not tasks else []
            parts.append(
                {
                    "id": None,
                    "title": "",
                    "language": "",
                    "documents": [_model_of(one, one.path in first) for one in rest],
                    "runs": [],
                }
            )
        await self.audit.note("earlier.opened", by, pad_id=other_id, beside=pad_id)
        return {**self._model(other), "parts": parts}

    async def document(self, pad_id: str, other_id: str, path: str, by: Member) -> bytes:
        """One document of an earlier pad, as JSON; see `read_document`.

        Raises:
            NotFound: it is no earlier pad of this candidate, or has no such document.
            Conflict: nobody has said that it is the same person, or it cannot be shown.
        """
        await self._find_known(pad_id, other_id, by)
        return await asyncio.to_thread(read_document, self._root(other_id), path)

    def _root(self, pad_id: str) -> Path:
        return Path(self.pads.servers.pads_dir) / pad_id / "files"

    async def _first(self, pad: Pad) -> list[str]:
        """The documents that a pad began with."""
        languages = await self.pads.servers.all_languages()
        language = next((one for one in languages if one.kernel_name == pad.language), None)
        return list(starter_files(pad.start_with, language))

    async def _find(self, pad_id: str, other_id: str, by: Member) -> tuple[Pad, Earlier]:
        pad = await self.pads.pad(pad_id)
        found = await self._all(pad, by, other_id) if is_pad_id(other_id) else []
        if not found:
            raise NotFound("There is no such earlier work of this candidate.")
        return pad, found[0]

    async def _all(self, pad: Pad, by: Member, only: str | None = None) -> list[Earlier]:
        # Who was the candidate themselves looks at none of it, hidden tests least of all.
        if is_subject(by, pad):
            return []
        own = addresses(by)
        found = await self.store.find(pad, by, only)
        return [one for one in found if compared(one.email) not in own]

    async def _find_known(self, pad_id: str, other_id: str, by: Member) -> tuple[Pad, Earlier]:
        pad, other = await self._find(pad_id, other_id, by)
        if not other.known:
            raise Conflict(
                "This may be somebody else’s. Please confirm first that it is the same person.",
                "not_confirmed",
            )
        return pad, other

    def _model(self, one: Earlier) -> dict[str, Any]:
        return one.model(self.pads.address(one.pad_id))


def _of_task(task: Task, documents: list[Document]) -> list[dict[str, Any]]:
    """The documents of a task, those that were opened by themselves first and marked."""
    below = f"{task.folder}/"
    given = {below + path for path in task.content.given}
    opened = [below + path for path in task.content.documents]
    there = {one.path: one for one in documents if one.path.startswith(below)}
    first = [there[path] for path in opened if path in there]
    rest = [one for path, one in there.items() if path not in {*opened, *given}]
    return [_model_of(one, True) for one in first] + [_model_of(one, False) for one in rest]


def _model_of(document: Document, first: bool) -> dict[str, Any]:
    return {
        "path": document.path,
        "type": document.type,
        "size": document.size,
        "first": first,
    }
