"""One document's part of a recording, as the collaboration libraries know stores."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from logging import Logger

from pycrdt import Doc
from pycrdt.store import BaseYStore, YDocNotFound

from .recording import Recording

# A document's whole state is stored again after this many updates, so that loading it stays fast;
# but not before they have this many times the bytes of the state itself, so that the states of a
# large document do not outgrow the recording of what happened: keystrokes pack better.
KEYFRAME_EVERY = 1000
KEYFRAME_SHARE = 2


class RecordingStore(BaseYStore):
    """The recorder of a room: every update of a document goes through here, and only here.

    Arguments:
        path: id of the document in the recording.
        recording: where the frames go.
    """

    def __init__(
        self,
        path: str,
        metadata_callback: Callable[[], Awaitable[bytes] | bytes] | None = None,
        log: Logger | None = None,
        *,
        recording: Recording,
    ) -> None:
        self.document = path
        self.metadata_callback = metadata_callback
        self.recording = recording
        self._since_keyframe = 0
        self._bytes_since = 0
        self._keyframe_size = 0

    def append(self, update: bytes, author: str = "", at: int | None = None) -> None:
        """Record an update.

        Arguments:
            update: Yjs update, v1.
            author: participant id; "" for the server.
            at: milliseconds since the epoch, where it is not now.
        """
        self.recording.append("update", update, self.document, author, at)
        self._since_keyframe += 1
        self._bytes_since += len(update)

    @property
    def wants_keyframe(self) -> bool:
        """Whether so many updates came in that the room should store its whole state."""
        return (
            self._since_keyframe >= KEYFRAME_EVERY
            and self._bytes_since >= KEYFRAME_SHARE * self._keyframe_size
        )

    def keyframe(self, state: bytes, at: int | None = None) -> None:
        """Record the whole state of the document.

        Arguments:
            state: as one Yjs update, v1.
            at: milliseconds since the epoch, where it is not now.
        """
        self.recording.append("keyframe", state, self.document, at=at)
        self._since_keyframe = self._bytes_since = 0
        self._keyframe_size = len(state)

    async def write(self, data: bytes) -> None:
        self.append(data)

    async def read(self) -> AsyncIterator[tuple[bytes, bytes, float]]:
        updates = await self.recording.updates(self.document)
        if not updates:
            raise YDocNotFound
        for update in updates:
            yield update, b"", 0.0

    async def apply_updates(self, ydoc: Doc) -> None:
        """Bring a document to its recorded state.

        The state is stored once more afterwards: what was in the document before the updates
        (a client id's first clocks) would otherwise be a gap for every browser that reads only
        what comes later, and it would wait for it forever.

        Raises:
            YDocNotFound: nothing was recorded of this document.
        """
        before = ydoc.get_state()
        with ydoc.transaction():
            async for update, *_ in self.read():
                ydoc.apply_update(update)
        if before != b"\x00":
            self.keyframe(ydoc.get_update())
