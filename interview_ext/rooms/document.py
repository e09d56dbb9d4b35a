"""A room whose document is a file of the pad."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

from jupyter_ydoc import YNotebook, YUnicode
from jupyter_ydoc.ybasedoc import YBaseDoc
from pycrdt import Array, Doc, Map
from pycrdt.store import YDocNotFound

from ..recording.document import DocumentRow
from ..recording.recording import Recording
from ..recording.store import RecordingStore
from .cursors import Cursors, Place
from .room import Room

# Seconds of rest after a change before the file is written, and the longest it may be behind.
SAVE_DELAY = 1.0
SAVE_AT_LEAST_EVERY = 10.0


class _NoUndo:
    """Stands where jupyter_ydoc keeps an undo manager, which the server has no use for."""

    def expand_scope(self, scope: Any) -> None:
        pass


class ServerNotebook(YNotebook):
    """A notebook without undo history."""

    @property
    def undo_manager(self) -> Any:
        return _NoUndo()


class ServerText(YUnicode):
    """A text file without undo history."""

    @property
    def undo_manager(self) -> Any:
        return _NoUndo()

    def set(self, value: str) -> None:
        """Replace what differs, from the first difference to the last.

        In time that grows with the text and not, as a search for the smallest difference, with
        its square: a candidate's program writes what it likes into a file that is open.
        """
        old, new = str(self._ysource).encode(), value.encode()
        if old == new:
            return
        start = _same(old, new)
        while start and _is_inside_a_character(old, new, start):
            start -= 1
        end = _same(old[start:][::-1], new[start:][::-1])
        while end and _is_inside_a_character(old, new, -end):
            end -= 1
        with self._ydoc.transaction():
            if len(old) - end > start:
                del self._ysource[start : len(old) - end]
            if len(new) - end > start:
                self._ysource.insert(start, new[start : len(new) - end].decode())


def _same(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _is_inside_a_character(one: bytes, other: bytes, at: int) -> bool:
    """Whether a position is between the bytes of a character, in either text."""
    return any(-len(text) <= at < len(text) and text[at] & 0xC0 == 0x80 for text in (one, other))


class Files(Protocol):
    """What a document room needs of the pad's contents manager."""

    async def read_document(self, path: str, type: str, format: str) -> tuple[Any, str]:
        """The content of a file, and the SHA-256 of its bytes in hexadecimal."""

    async def write_document(self, path: str, type: str, format: str, content: Any) -> str:
        """Write a file; returns the SHA-256 of its bytes in hexadecimal."""

    async def hash_document(self, path: str) -> str | None:
        """The SHA-256 of a file's bytes; None where there is no such file."""


class DocumentRoom(Room):
    """Loads a file's document, from the recording where it knows it; keeps the file up to date.

    The room is the only writer of its file. The recording is the truth and the file follows it,
    unless somebody else (the candidate's own program) wrote the file meanwhile.

    Arguments:
        row: the document in the recording.
        recording: where its changes go.
        files: reads and writes the file.
        on_save: told in words when saving fails, with None when it works again.
        read_only: true after the end, when nothing is written any more.
    """

    def __init__(
        self,
        row: DocumentRow,
        recording: Recording,
        files: Files,
        *,
        on_change: Callable[[], None] | None = None,
        on_save: Callable[[str | None], None] | None = None,
        read_only: bool = False,
        log: logging.Logger | None = None,
    ) -> None:
        super().__init__(
            f"{row.format}:{row.type}:{row.id}",
            RecordingStore(row.id, recording=recording),
            on_change,
            log,
        )
        self.row = row
        self.read_only = read_only
        self._recording = recording
        self._files = files
        self._on_save = on_save
        self._dirty_since: float | None = None
        self._save_timer: asyncio.TimerHandle | None = None
        self._save_task: asyncio.Task[None] | None = None
        self._saving = asyncio.Lock()
        self._settled = True
        self.document = self._wrap(self.doc)
        self.cursors = Cursors(self._record_cursor)

    def _wrap(self, doc: Doc) -> YBaseDoc:
        return ServerNotebook(doc) if self.row.type == "notebook" else ServerText(doc)

    async def load(self, *, behind: bool = False) -> None:
        """Fill the document; called once, before anybody joins.

        Arguments:
            behind: whether its file may lack what was written just before the process was killed.

        Raises:
            NotFound: there is neither a recording nor a file.
        """
        assert isinstance(self._store, RecordingStore)
        try:
            await self._store.apply_updates(self.doc)
            recorded = True
        except YDocNotFound:
            recorded = False
        if recorded:
            on_disk = await self._files.hash_document(self.row.path)
            if on_disk is None or self.row.saved is None:
                behind = False
            elif self.row.saved != on_disk:
                behind = False
                await self.adopt()
        else:
            behind = False
            content, on_disk = await self._files.read_document(
                self.row.path, self.row.type, self.row.format
            )
            # The same file gives the same document, whoever loads it and however often.
            source: Doc = Doc(client_id=0)
            await self._wrap(source).aset(content)
            with self.doc.transaction():
                self.doc.apply_update(source.get_update())
            self._store.keyframe(self.doc.get_update())
            self._saved(on_disk)
        self._set_state(path=self.row.path, dirty=False)
        self._distrust()
        self.flush()
        self._dirty_since = None
        if behind:
            self._mark_dirty()

    async def adopt(self) -> None:
        """Take over a file that something other than this room wrote, and record the change."""
        content, on_disk = await self._files.read_document(
            self.row.path, self.row.type, self.row.format
        )
        with self.edit():
            self.document.set(content)
        self._saved(on_disk)
        self._dirty_since = None

    async def adopt_if_changed(self) -> None:
        """After a run: show what the program wrote into a file that is open and at rest."""
        if self._dirty_since is not None or self.read_only:
            return
        on_disk = await self._files.hash_document(self.row.path)
        if on_disk is not None and on_disk != self.row.saved and self._dirty_since is None:
            await self.adopt()

    async def save(self) -> None:
        """Write the file now, if the document is ahead of it.

        Raises:
            OSError: the file could not be written; the recording has everything all the same.
        """
        async with self._saving:
            self.flush()
            if self._dirty_since is None or self.read_only:
                return
            self._dirty_since = None
            self._distrust()
            if isinstance(self.document, ServerNotebook):
                # Mending duplicate cell ids on the way would change the document unrecorded.
                content = await self.document.aget(deduplicate=False)
            else:
                content = await self.document.aget()
            try:
                digest = await self._files.write_document(
                    self.row.path, self.row.type, self.row.format, content
                )
            except Exception as error:
                self._mark_dirty()
                if self._on_save is not None:
                    self._on_save(str(error))
                raise
            self._saved(digest)
            if self._dirty_since is None:
                self._set_state(dirty=False)
            if self._on_save is not None:
                self._on_save(None)

    def rename(self, path: str) -> None:
        """Follow the file to its new place."""
        self.row = replace(self.row, path=path)
        self._recording.put_document(self.row)
        self._set_state(path=path)

    async def stop(self, code: int = 1001, reason: str = "") -> None:
        """Close the connections, write the file, and be done."""
        self.close(code, reason)
        if self._save_timer is not None:
            self._save_timer.cancel()
            self._save_timer = None
        try:
            await self.save()
        except Exception as error:
            self.log.error("Could not save %s: %s", self.row.path, error)

    def _record_cursor(self, participant_id: str, place: Place) -> None:
        if not self._recording.full:
            data = json.dumps(place, separators=(",", ":")).encode()
            self._recording.append("awareness", data, self.row.id, participant_id)

    def _saved(self, digest: str) -> None:
        self.row = replace(self.row, saved=digest)
        self._recording.put_document(self.row)

    def _set_state(self, **values: Any) -> None:
        state = self.doc.get("state", type=Map)
        if any(state.get(key) != value for key, value in values.items()):
            with self._edit_quietly():
                for key, value in values.items():
                    state[key] = value

    def _distrust(self) -> None:
        """Take away every mark of trust: anybody can type one, so it says nothing."""
        if self.read_only or not isinstance(self.document, ServerNotebook):
            return
        cells = self.doc.get("cells", type=Array)
        owners = [
            each for each in (*cells, self.doc.get("meta", type=Map)) if isinstance(each, Map)
        ]
        marked = [each for each in owners if _is_marked(each.get("metadata"))]
        if not marked:
            return
        with self._edit_quietly():
            for owner in marked:
                metadata = owner["metadata"]
                if isinstance(metadata, Map):
                    del metadata["trusted"]
                else:
                    # Not as a notebook keeps it, but whoever writes may write it so.
                    rest = {key: value for key, value in metadata.items() if key != "trusted"}
                    owner["metadata"] = Map(rest)

    @contextmanager
    def _edit_quietly(self) -> Iterator[None]:
        """Change the document in a way that leaves its file as good as before."""
        # What people typed meanwhile is not part of it, and has to be saved.
        self.flush()
        self._settled = False
        try:
            with self.edit():
                yield
        finally:
            self._settled = True

    def _changed(self) -> None:
        super()._changed()
        if self._settled:
            self._mark_dirty()

    def _mark_dirty(self) -> None:
        if self.read_only:
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._dirty_since is None:
            self._dirty_since = now
        delay = min(SAVE_DELAY, max(0.0, self._dirty_since + SAVE_AT_LEAST_EVERY - now))
        if self._save_timer is not None:
            if delay == SAVE_DELAY and self._save_timer.when() > now + SAVE_DELAY / 2:
                return
            self._save_timer.cancel()
        self._save_timer = loop.call_later(delay, self._save_soon)

    def _save_soon(self) -> None:
        self._save_timer = None
        self._save_task = asyncio.get_running_loop().create_task(self._save_quietly())

    async def _save_quietly(self) -> None:
        try:
            await self.save()
        except Exception as error:
            self.log.error("Could not save %s: %s", self.row.path, error)


def _is_marked(metadata: Any) -> bool:
    return isinstance(metadata, Map | dict) and "trusted" in metadata


def digest_of(data: bytes) -> str:
    """The SHA-256 that tells whether a file is the one a room wrote."""
    return hashlib.sha256(data).hexdigest()
