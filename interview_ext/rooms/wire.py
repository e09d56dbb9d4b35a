"""The WebSocket connection of a room, as tornado's but for how it reads and writes bytes."""

from __future__ import annotations

from tornado import iostream
from tornado.websocket import WebSocketProtocol13

# Bytes that are read from a browser's connection in one piece.
_CHUNK = 64 * 1024


class BufferedProtocol(WebSocketProtocol13):
    """Takes what has arrived from the stream in one piece.

    tornado reads a frame's head, mask and payload one by one; each time the stream holds a part of
    a frame it stops watching the socket and starts again afterwards, which costs more than all
    the rest of a keystroke. What a frame may look like is still tornado's business.
    """

    _arrived = b""
    _position = 0

    async def _read_bytes(self, n: int) -> bytes:
        end = self._position + n
        if end > len(self._arrived):
            rest = self._arrived[self._position :]
            self._arrived, self._position = b"", 0
            while len(rest) < n:
                missing = n - len(rest)
                if missing > _CHUNK:
                    rest += await self.stream.read_bytes(missing)
                else:
                    rest += await self.stream.read_bytes(_CHUNK, partial=True)
            self._arrived, end = rest, n
        data = self._arrived[self._position : end]
        self._position = end
        self._wire_bytes_in += n
        return data


def write(stream: iostream.IOStream, frame: bytes) -> None:
    """Write a ready frame, past the stream's own bookkeeping as long as nothing waits in it.

    Raises:
        StreamClosedError, StreamBufferFullError: as the stream does.
    """
    # An encrypted stream is of another class.
    if type(stream) is iostream.IOStream and not stream.writing():
        try:
            sent = stream.socket.send(frame)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            stream.close()
            raise iostream.StreamClosedError(error) from error
        if sent == len(frame):
            return
        frame = frame[sent:]
    stream.write(frame)
