"""The collaboration routes of a pad, spoken by jupyter-collaboration's own front end."""

from __future__ import annotations

import json
from typing import Any

from jupyter_server.auth import authorized
from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from pycrdt import Decoder
from tornado import iostream, web, websocket

from ..auth.identity import PadUser
from ..errors import InterviewError, NotFound
from ..padhandler import PadAPIHandler
from . import message as protocol
from . import wire
from .document import DocumentRoom
from .manager import RoomManager
from .room import Room

MAX_MESSAGE = 16 * 1024 * 1024

# Connections of one person to the rooms of a pad: a dozen documents in a few windows.
MAX_CONNECTIONS = 100

# Bytes that may wait for a slow browser before it is cut off; it comes back and catches up.
MAX_BACKLOG = 64 * 1024 * 1024


class DocumentSessionHandler(PadAPIHandler):
    """Tells a browser which room a file is edited in."""

    auth_resource = "rooms"

    def initialize(self, rooms: RoomManager, session_id: str) -> None:
        self.rooms = rooms
        self.session_id = session_id

    @web.authenticated
    @authorized("read")
    async def put(self, path: str) -> None:
        model = self.body({"type": str}, {"format": (str, type(None))})
        path = path.strip("/")
        if not await self.contents_manager.file_exists(path):
            raise NotFound(f"There is no file {path[:200]} in this pad.")
        row = self.rooms.identify(path, model["type"])
        self.finish(
            {
                "format": row.format,
                "type": row.type,
                "fileId": row.id,
                "sessionId": self.session_id,
            }
        )


class RoomWebSocketHandler(WebSocketMixin, websocket.WebSocketHandler, JupyterHandler):
    """One browser's connection to one room."""

    auth_resource = "rooms"

    def initialize(self, rooms: RoomManager, connections: set[Any]) -> None:
        self.rooms = rooms
        self.connections = connections
        self.room: Room | None = None

    @property
    def max_message_size(self) -> int:
        return MAX_MESSAGE

    def get_compression_options(self) -> None:
        # A keystroke is smaller than what compressing it would add.
        return None

    def get_websocket_protocol(self) -> websocket.WebSocketProtocol | None:
        stock = super().get_websocket_protocol()
        if not isinstance(stock, websocket.WebSocketProtocol13):
            return stock
        return wire.BufferedProtocol(self, False, stock.params)

    def set_default_headers(self) -> None:
        """A WebSocket has no headers to add."""

    @ws_authenticated
    @authorized("read")
    async def get(self, room_id: str) -> None:  # type: ignore[override]
        if not self.rooms.knows(room_id):
            raise web.HTTPError(404, "There is no such document in this pad.")
        user = self.current_user
        assert isinstance(user, PadUser)
        assert user.participant is not None
        self.participant = user.participant
        mine = [one for one in self.connections if one.participant.id == self.participant.id]
        if len(mine) >= MAX_CONNECTIONS:
            raise web.HTTPError(429, reason="Too many documents are open; close some.")
        self.can_write = (
            not self.rooms.read_only
            and room_id != self.rooms.pad.room_id
            and bool(self.authorizer.is_authorized(self, user, "write", "rooms"))
        )
        await super().get(room_id)

    async def open(self, room_id: str) -> None:
        self.set_nodelay(True)
        stream = self._stream
        if stream is not None:
            stream.max_write_buffer_size = MAX_BACKLOG
        self.connections.add(self)
        try:
            room = await self.rooms.open(room_id)
        except (InterviewError, web.HTTPError, OSError) as error:
            missing = isinstance(error, NotFound) or getattr(error, "status_code", 0) == 404
            self.log.warning("Room %s could not be opened: %s", room_id, error)
            self.close(4404 if missing else 4500, "The document could not be opened.")
            return
        if self.ws_connection is None or self.ws_connection.is_closing():
            return
        self.room = room
        room.join(self)

    @property
    def _stream(self) -> iostream.IOStream | None:
        connection = self.ws_connection
        return getattr(connection, "stream", None)

    def on_message(self, message: str | bytes) -> None:
        if self.room is None or not isinstance(message, bytes) or not message:
            return None
        if message[0] == protocol.RAW:
            return self._on_raw(message)  # type: ignore[return-value]
        self.room.receive(message, self)
        return None

    async def _on_raw(self, message: bytes) -> None:
        decoder = Decoder(message)
        decoder.read_var_uint()
        try:
            if decoder.read_var_string() != "save":
                return
            save_id = decoder.read_var_uint()
        except (IndexError, RuntimeError, UnicodeDecodeError):
            return
        status = "success"
        if self.can_write and isinstance(self.room, DocumentRoom):
            try:
                await self.room.save()
            except Exception as error:
                self.log.error("Could not save %s: %s", self.room.row.path, error)
                status = "failed"
        else:
            status = "skipped"
        reply = {"type": "save", "responseTo": save_id, "status": status}
        self.send_frame(protocol.frame(protocol.raw_json(reply)))

    def send_frame(self, frame: bytes) -> None:
        """Write a ready frame; called by the room for every message to this browser."""
        stream = self._stream
        if stream is None or stream.closed():
            return
        try:
            wire.write(stream, frame)
        except iostream.StreamClosedError:
            pass
        except iostream.StreamBufferFullError:
            self.log.warning("A browser is too slow for room %s; it has to come back.", self.room)
            stream.close()

    def drop(self, code: int, reason: str) -> None:
        """Close this connection; called by the room and the pad."""
        self._leave()
        self.close(code, reason)

    def on_close(self) -> None:
        self.connections.discard(self)
        self._leave()

    def _leave(self) -> None:
        if self.room is not None:
            room, self.room = self.room, None
            room.leave(self)
            self.rooms.released(room)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A refused upgrade answers like every other refusal."""
        self.set_header("Content-Type", "application/json")
        reason = self._reason
        self.finish(json.dumps({"message": reason, "reason": reason}))
