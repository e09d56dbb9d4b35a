"""The rooms of one pad."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable

from ..errors import InvalidInput, NotFound, TooMany
from ..recording.document import DocumentRow
from ..recording.recording import Recording
from .document import DocumentRoom, Files
from .nesting import MAX_TYPES, look_into
from .paddocument import PadDocument
from .room import MAX_SIZE, Allowances, Room

# The room that carries who is where across documents; it has no document of its own.
AWARENESS_ROOM = "JupyterLab:globalAwareness"

# Documents of one pad, those that were deleted not counted.
MAX_DOCUMENTS = 500

# Seconds that a room nobody is in stays in memory.
LINGER = 60.0

_FORMATS = {"notebook": "json", "file": "text"}


class RoomManager:
    """Opens rooms on demand and closes them when they are empty.

    Called by the pad server, its collaboration handlers and the runs.

    Arguments:
        recording: the pad's recording.
        files: the pad's contents manager.
        on_activity: called when somebody changed a document.
        on_save: told in words when a file cannot be written, None when it can again.
        on_full: told in words when a document, or the recording, takes no more; None when it does.
        max_size: bytes that a document may have.
        read_only: true once the interview has ended.
    """

    def __init__(
        self,
        recording: Recording,
        files: Files,
        *,
        on_activity: Callable[[], None] | None = None,
        on_save: Callable[[str | None], None] | None = None,
        on_full: Callable[[str | None], None] | None = None,
        max_size: int = MAX_SIZE,
        read_only: bool = False,
        log: logging.Logger | None = None,
    ) -> None:
        self.log = log or logging.getLogger(__name__)
        self.read_only = read_only
        self.pad = PadDocument(recording, read_only=read_only, log=self.log)
        self._recording = recording
        self._files = files
        self._on_activity = on_activity
        self._on_save = on_save
        self._on_full = on_full
        self._max_size = max_size
        # Whether code runs that writes into the document of that path.
        self.in_use: Callable[[str], bool] = lambda path: False
        self._allowances = Allowances()
        self._withdrawn = False
        self._rows: dict[str, DocumentRow] = {}
        self._rooms: dict[str, Room] = {AWARENESS_ROOM: Room(AWARENESS_ROOM, log=self.log)}
        self._opening: dict[str, asyncio.Task[DocumentRoom]] = {}
        self._closing: dict[str, asyncio.TimerHandle] = {}
        # Documents that were not opened since the process began.
        self._behind: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        for room in (self.pad, *self._rooms.values()):
            self._furnish(room)

    async def start(self) -> None:
        """Read which documents the recording knows; called once, before the pad is served."""
        for row in await self._recording.documents():
            self._rows[row.id] = row
        self._behind = set(self._rows)
        await self.pad.load()
        self._rooms[self.pad.room_id] = self.pad

    def identify(self, path: str, type: str) -> DocumentRow:
        """The document of a file, made known on first sight.

        Arguments:
            path: relative to the pad's root; the caller has checked that the file exists.
            type: ``notebook`` or ``file``.
        """
        if type not in _FORMATS or (type == "notebook") != path.endswith(".ipynb"):
            # Two rooms of different kinds would write the same file.
            raise InvalidInput(
                "A notebook is opened as a notebook and any other file as text; nothing was opened."
            )
        for row in self._rows.values():
            if row.path == path and row.type == type:
                return row
        if len(self._rows) >= MAX_DOCUMENTS:
            raise TooMany("This pad has too many documents; use one that is there.", 60)
        row = DocumentRow(secrets.token_hex(8), path, type, _FORMATS[type])
        self._rows[row.id] = row
        if not self.read_only:
            self._recording.put_document(row)
        return row

    def knows(self, room_id: str) -> bool:
        """Whether a room of this name exists or may be opened."""
        return room_id in self._rooms or self._row_of(room_id) is not None

    def at(self, path: str) -> DocumentRoom | None:
        """The open room of a file, if it is open."""
        for room in self._rooms.values():
            if isinstance(room, DocumentRoom) and room.row.path == path:
                return room
        return None

    async def open(self, room_id: str) -> Room:
        """The room of that name, loaded.

        Raises:
            NotFound: there is no such document in this pad.
        """
        if timer := self._closing.pop(room_id, None):
            timer.cancel()
        if room_id in self._rooms:
            return self._rooms[room_id]
        row = self._row_of(room_id)
        if row is None:
            raise NotFound("There is no such document in this pad.")
        task = self._opening.get(room_id)
        if task is None:
            task = asyncio.ensure_future(self._load(room_id, row))
            self._opening[room_id] = task
            task.add_done_callback(lambda _: self._opening.pop(room_id, None))
        return await asyncio.shield(task)

    async def open_path(self, path: str, type: str) -> DocumentRoom:
        """The room of a file, loaded.

        Raises:
            NotFound: there is no such file in the pad.
        """
        if self.at(path) is None and await self._files.hash_document(path) is None:
            raise NotFound(f"There is no file {path} in this pad.")
        room = await self.open(_room_id(self.identify(path, type)))
        assert isinstance(room, DocumentRoom)
        return room

    async def _load(self, room_id: str, row: DocumentRow) -> DocumentRoom:
        room = DocumentRoom(
            row,
            self._recording,
            self._files,
            on_change=self._on_activity,
            on_save=self._on_save,
            read_only=self.read_only,
            log=self.log,
        )
        self._furnish(room)
        await room.load(behind=row.id in self._behind)
        self._behind.discard(row.id)
        room.measure()
        room.types = await asyncio.to_thread(_types_in, room.doc.get_update())
        self._rooms[room_id] = room
        self._linger(room)
        return room

    def _furnish(self, room: Room) -> None:
        room.allowances = self._allowances
        room.max_size = self._max_size
        room.on_full = self._on_full
        room.withdrawn = self._withdrawn

    def withdraw(self, withdrawn: bool) -> None:
        """Keep from candidates where interviewers are, in every document; see `Room.withdraw`."""
        self._withdrawn = withdrawn
        for room in self._rooms.values():
            room.withdraw(withdrawn)

    def released(self, room: Room) -> None:
        """Note that somebody left; the last one out leaves the room to be closed in a while."""
        if not room.clients and isinstance(room, DocumentRoom):
            self._linger(room)

    def _linger(self, room: DocumentRoom) -> None:
        if timer := self._closing.pop(room.room_id, None):
            timer.cancel()
        self._closing[room.room_id] = asyncio.get_running_loop().call_later(
            LINGER, self._unload_soon, room
        )

    def _unload_soon(self, room: DocumentRoom) -> None:
        self._closing.pop(room.room_id, None)
        if self.in_use(room.row.path):
            self._linger(room)
        elif not room.clients:
            task = asyncio.ensure_future(self._unload(room))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _unload(self, room: DocumentRoom) -> None:
        try:
            await room.save()
        except Exception:
            self._linger(room)
            return
        if not room.clients and self._rooms.get(room.room_id) is room:
            del self._rooms[room.room_id]

    async def save_all(self) -> None:
        """Write every file whose document is ahead of it; called before code runs.

        Raises:
            OSError: a file could not be written.
        """
        for room in list(self._rooms.values()):
            if isinstance(room, DocumentRoom):
                await room.save()

    async def catch_up(self) -> None:
        """Bring files up to date whose documents nobody opened since the process began.

        What was written just before the process before was killed is in the recording, and may
        not be in the file. Called when the interview ends; the files are written by `stop`.
        """
        for id in list(self._behind):
            if (row := self._rows.get(id)) is None:
                continue
            try:
                await self.open(_room_id(row))
            except Exception as error:
                self.log.warning("Could not bring %s up to date: %s", row.path, error)

    async def adopt_changes(self) -> None:
        """After code ran: take over what it wrote into open files."""
        for room in list(self._rooms.values()):
            if isinstance(room, DocumentRoom):
                try:
                    await room.adopt_if_changed()
                except Exception as error:
                    self.log.warning("Could not read %s again: %s", room.row.path, error)

    def renamed(self, old: str, new: str) -> None:
        """A file or folder moved; its documents move with it."""
        for row in list(self._rows.values()):
            if row.path == old or row.path.startswith(old + "/"):
                path = new + row.path[len(old) :]
                room = self._rooms.get(_room_id(row))
                if isinstance(room, DocumentRoom):
                    room.rename(path)
                    self._rows[row.id] = room.row
                else:
                    row.path = path
                    self._recording.put_document(row)

    async def deleted(self, path: str) -> None:
        """A file or folder is gone; its rooms close and its documents end with it."""
        for row in list(self._rows.values()):
            if row.path == path or row.path.startswith(path + "/"):
                del self._rows[row.id]
                room = self._rooms.pop(_room_id(row), None)
                if isinstance(room, DocumentRoom):
                    room.read_only = True
                    await room.stop(4404, "This file was deleted.")

    def close(self, code: int, reason: str) -> None:
        """Close every connection to every room."""
        for room in self._rooms.values():
            room.close(code, reason)

    async def stop(self, code: int = 1001, reason: str = "") -> None:
        """Close every connection first, then write every file."""
        for timer in self._closing.values():
            timer.cancel()
        self._closing.clear()
        self.close(code, reason)
        for room in list(self._rooms.values()):
            if isinstance(room, DocumentRoom):
                await room.stop(code, reason)
                self._rooms.pop(room.room_id, None)

    def drop_participant(self, participant_id: str, code: int, reason: str) -> None:
        """Close one person's connections to every room."""
        for room in self._rooms.values():
            for client in list(room.clients):
                if client.participant.id == participant_id:
                    client.drop(code, reason)

    def _row_of(self, room_id: str) -> DocumentRow | None:
        format, _, rest = room_id.partition(":")
        type, _, id = rest.partition(":")
        row = self._rows.get(id)
        return row if row and (row.format, row.type) == (format, type) else None


def _types_in(state: bytes) -> int:
    try:
        return look_into(state).types
    except IndexError:
        # Recorded by a version that let it in: it is not to grow.
        return MAX_TYPES


def _room_id(row: DocumentRow) -> str:
    return f"{row.format}:{row.type}:{row.id}"
