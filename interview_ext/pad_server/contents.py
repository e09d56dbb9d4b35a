"""The files of a pad: what the server reads and writes of them, and what it never follows."""

from __future__ import annotations

import asyncio
import binascii
import errno
import mimetypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import nbformat
from jupyter_server.auth import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.contents.checkpoints import AsyncCheckpoints
from jupyter_server.services.contents.manager import AsyncContentsManager
from tornado import web
from traitlets import Any as AnyTrait
from traitlets import Integer, default

from ..rooms.document import digest_of
from ..sizes import MiB
from . import files
from .disk import Usage, count

# Bytes of a file that is opened as a document; larger ones can be read by code only.
MAX_DOCUMENT = 32 * 1024 * 1024

# Cells of a notebook that is opened: the time that a document takes grows with their square.
MOST_CELLS = 2000

# Bytes of a file that are sent at once.
PIECE = 256 * 1024


T = TypeVar("T")


class PadContentsManager(AsyncContentsManager):
    """Serves the pad's folder to JupyterLab, and to the rooms.

    A file that is open in a room is written by the room alone: saving it by another way is
    refused. Links, pipes and devices do not exist for anybody; see `files`. What has to wait for
    the disk happens on threads of this pad alone, so that a folder of a million files keeps nobody
    else waiting.
    """

    max_upload = Integer(
        256 * MiB,
        min=1,
        config=True,
        help="Bytes of a file that is uploaded into a pad, in one piece or in many.",
    )
    max_listed = Integer(2000, min=1, config=True, help="How many files of one folder are listed.")

    rooms = AnyTrait(None, allow_none=True, help="The pad's rooms; set by the pad server.")
    renamed = AnyTrait(None, allow_none=True, help="Called with (old, new) after a rename.")
    full = AnyTrait(None, allow_none=True, help="Returns why nothing may be added, or None.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._threads = ThreadPoolExecutor(2, "pad-files")
        self._counting = ThreadPoolExecutor(1, "pad-disk")

    @default("root_dir")
    def _default_root_dir(self) -> str:
        return str(self.parent.root_dir) if self.parent is not None else "/"

    @default("checkpoints_class")
    def _checkpoints_class(self) -> type[AsyncCheckpoints]:
        return NoCheckpoints

    @default("files_handler_class")
    def _files_handler_class(self) -> type[web.RequestHandler]:
        return PadFilesHandler

    @default("files_handler_params")
    def _files_handler_params(self) -> dict[str, Any]:
        return {}

    async def disk(self, function: Callable[..., T], *args: Any) -> T:
        """Call one of `files`' functions on a thread, with the pad's folder as its root.

        Raises:
            HTTPError: with words for the people in the pad.
        """
        path = args[0] if args else ""
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, partial(function, self.root_dir, *args)
            )
        except files.NotAFile as error:
            raise web.HTTPError(404, f"There is no {path} in this pad.") from error
        except files.Exists as error:
            raise web.HTTPError(409, f"There is something named {error} already.") from error
        except files.TooLarge as error:
            raise web.HTTPError(413, f"{path} is too large for that.") from error
        except PermissionError as error:
            raise web.HTTPError(403, f"{path} does not let itself be changed.") from error
        except OSError as error:
            if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
                raise web.HTTPError(400, "That name is too long for a file.") from error
            if error.errno in (errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY, errno.EXDEV):
                raise web.HTTPError(409, f"{path} is something else meanwhile.") from error
            raise

    async def aside(self, function: Callable[..., T], *args: Any) -> T:
        """Call a function that takes a while on the pad's own threads: no other pad waits."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    async def count(self, *args: Any) -> Usage:
        """Count the pad's files on a thread; called by the disk watch."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._counting, partial(count, *args))

    def close(self) -> None:
        """Let the threads go; called when the pad is not served any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._counting.shutdown(wait=False, cancel_futures=True)

    # -- what there is

    async def is_hidden(self, path: str) -> bool:
        return _is_hidden(path)

    async def dir_exists(self, path: str) -> bool:
        entry = await self._find(path)
        return entry is not None and entry.is_folder

    async def file_exists(self, path: str) -> bool:
        entry = await self._find(path)
        return entry is not None and not entry.is_folder

    async def get_kernel_path(self, path: str, model: Any = None) -> str:
        """The folder that code of a document runs in."""
        return path.rpartition("/")[0]

    async def _find(self, path: str) -> files.Entry | None:
        return None if _is_hidden(path) else await self.disk(files.find, path.strip("/"))

    async def get(
        self,
        path: str,
        content: Any = True,
        type: str | None = None,
        format: str | None = None,
        require_hash: Any = False,
    ) -> dict[str, Any]:
        path = path.strip("/")
        # What was typed a moment ago belongs to what is asked for now.
        if self.rooms is not None and (room := self.rooms.at(path)):
            await room.save()
        entry = await self._find(path)
        if entry is None:
            raise web.HTTPError(404, f"There is no {path} in this pad.")
        if entry.is_folder:
            if type not in (None, "directory"):
                raise web.HTTPError(400, f"{path} is a folder.", reason="bad type")
            model = _model(path, entry, "directory")
            if content:
                model["format"] = "json"
                model["content"] = [
                    _model(f"{path}/{one.name}".lstrip("/"), one, _type_of(one))
                    for one in await self.disk(files.listing, path, self.max_listed)
                    if self.should_list(one.name)
                ]
            return model
        if type == "directory":
            raise web.HTTPError(400, f"{path} is not a folder.", reason="bad type")
        model = _model(path, entry, type or _type_of(entry))
        if content or require_hash:
            data = await self.disk(files.read, path, MAX_DOCUMENT)
            if require_hash:
                model["hash"], model["hash_algorithm"] = digest_of(data), "sha256"
            if content and model["type"] == "notebook":
                model["content"], model["format"] = await self._parse(path, data), "json"
            elif content:
                model.update(_decoded(path, data, format))
        return model

    # -- what is changed

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        path = path.strip("/")
        if _is_hidden(path):
            raise web.HTTPError(400, "A name cannot begin with a dot in a pad.")
        if self.rooms is not None and self.rooms.at(path) is not None:
            raise web.HTTPError(
                409,
                f"{path} is open in the pad and saves itself; nothing was overwritten.",
                reason="open_in_room",
            )
        if self.full is not None and (why := self.full()):
            raise web.HTTPError(507, why, reason="pad_full")
        type = model.get("type")
        if type == "directory":
            await self.disk(files.make_folder, path)
        elif type == "notebook":
            text = await self.aside(_notebook_text, model.get("content"))
            await self.disk(files.write, path, text.encode())
        else:
            data = _encoded(model)
            chunk = model.get("chunk")
            if len(data) > self.max_upload:
                raise web.HTTPError(413, f"{path} is larger than a file may be in a pad.")
            if chunk is None or chunk == 1:
                await self.disk(files.write, path, data)
            elif isinstance(chunk, int):
                await self.disk(files.append, path, data, self.max_upload)
            else:
                raise web.HTTPError(400, "A piece of a file has a number.")
        return await self.get(path, content=False)

    async def rename_file(self, old_path: str, new_path: str) -> None:
        old, new = old_path.strip("/"), new_path.strip("/")
        if _is_hidden(old) or _is_hidden(new):
            raise web.HTTPError(400, "A name cannot begin with a dot in a pad.")
        if old == new:
            return
        if self.rooms is not None and (room := self.rooms.at(old)):
            await room.save()
        await self.disk(files.rename, old, new)
        if self.rooms is not None:
            self.rooms.renamed(old, new)
        if self.renamed is not None:
            self.renamed(old, new)

    async def delete_file(self, path: str) -> None:
        path = path.strip("/")
        if await self._find(path) is None:
            raise web.HTTPError(404, f"There is no {path} in this pad.")
        if self.rooms is not None:
            await self.rooms.deleted(path)
        await self.disk(files.delete, path)

    def trust_notebook(self, path: str) -> Any:
        """Nothing is trusted in a pad."""
        raise web.HTTPError(403, "Notebooks are never trusted in a pad.")

    # -- for the rooms

    async def read_document(self, path: str, type: str, format: str) -> tuple[Any, str]:
        """The content of a file as a document, and the SHA-256 of its bytes.

        Raises:
            HTTPError: 404 or 400 with words for the people in the pad.
        """
        try:
            data = await self.disk(files.read, path, MAX_DOCUMENT)
        except web.HTTPError as error:
            if error.status_code == 413:
                raise web.HTTPError(400, f"{path} is too large to open (32 MiB).") from error
            raise
        if type != "notebook":
            try:
                return data.decode("utf-8"), digest_of(data)
            except UnicodeDecodeError as error:
                raise web.HTTPError(400, f"{path} is not a text file.") from error
        return await self._parse(path, data), digest_of(data)

    async def _parse(self, path: str, data: bytes) -> Any:
        try:
            notebook = await self.aside(nbformat.reads, data.decode("utf-8"), 4)
        except Exception as error:
            raise web.HTTPError(400, f"{path} is not a notebook that can be read.") from error
        if len(notebook.get("cells", ())) > MOST_CELLS:
            raise web.HTTPError(
                400, f"{path} has more than {MOST_CELLS:,} cells, which is too many to open."
            )
        distrust(notebook)
        return notebook

    async def write_document(self, path: str, type: str, format: str, content: Any) -> str:
        """Write a document into its file, whole or not at all; returns its SHA-256."""
        if type == "notebook":
            content = await self.aside(_notebook_text, content)
        data = content.encode("utf-8", "replace")
        await self.disk(files.write, path, data)
        return digest_of(data)

    async def hash_document(self, path: str) -> str | None:
        """The SHA-256 of a file's bytes; None where there is no file to open."""
        try:
            data = await self.disk(files.read, path, MAX_DOCUMENT)
        except web.HTTPError:
            return None
        return digest_of(data)


class PadFilesHandler(JupyterHandler):
    """Hands out a file of the pad as it is, piece by piece."""

    auth_resource = "contents"

    @web.authenticated
    @authorized("read")
    async def get(self, path: str) -> None:
        await self._send(path, True)

    @web.authenticated
    @authorized("read")
    async def head(self, path: str) -> None:
        await self._send(path, False)

    async def _send(self, path: str, whole: bool) -> None:
        # The request has to come from the same site.
        self.check_xsrf_cookie()
        contents = self.contents_manager
        assert isinstance(contents, PadContentsManager)
        path = path.strip("/")
        if _is_hidden(path):
            raise web.HTTPError(404, f"There is no {path} in this pad.")
        if contents.rooms is not None and (room := contents.rooms.at(path)):
            await room.save()
        fd = await contents.disk(files.open_file, path)
        with os.fdopen(fd, "rb") as file:
            left = os.fstat(file.fileno()).st_size
            name = path.rpartition("/")[2]
            if name.endswith(".ipynb") or self.get_argument("download", ""):
                self.set_attachment_header(name)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self.set_header("Content-Type", kind)
            self.set_header("Cache-Control", "no-cache")
            self.set_header("Content-Length", str(left))
            while whole and left:
                piece = await contents.aside(file.read, min(left, PIECE))
                if not piece:
                    break  # it became shorter meanwhile; the connection says so
                left -= len(piece)
                self.write(piece)
                await self.flush()
        await self.finish()


class NoCheckpoints(AsyncCheckpoints):
    """A pad keeps no checkpoints: its recording remembers every state."""

    async def create_checkpoint(self, contents_mgr: Any, path: str) -> dict[str, Any]:
        return {"id": "recording", "last_modified": datetime.now(UTC)}

    async def list_checkpoints(self, path: str) -> list[dict[str, Any]]:
        return []

    async def rename_checkpoint(self, checkpoint_id: str, old_path: str, new_path: str) -> None:
        """Nothing to rename."""

    async def delete_checkpoint(self, checkpoint_id: str, path: str) -> None:
        """Nothing to delete."""

    async def restore_checkpoint(self, contents_mgr: Any, checkpoint_id: str, path: str) -> None:
        raise web.HTTPError(404, "A pad keeps no checkpoints; its recording has every state.")

    async def rename_all_checkpoints(self, old_path: str, new_path: str) -> None:
        """Nothing to rename."""

    async def delete_all_checkpoints(self, path: str) -> None:
        """Nothing to delete."""


def distrust(notebook: Any) -> None:
    """Take every mark of trust out of a notebook."""
    for owner in (notebook, *notebook.get("cells", ())):
        owner.get("metadata", {}).pop("trusted", None)


def _notebook_text(content: Any) -> str:
    """A notebook as it stands on disk; one that breaks the format is written all the same."""
    notebook = nbformat.from_dict(content)
    distrust(notebook)
    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return text + "\n"


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _type_of(entry: files.Entry) -> str:
    if entry.is_folder:
        return "directory"
    return "notebook" if entry.name.endswith(".ipynb") else "file"


def _model(path: str, entry: files.Entry, type: str) -> dict[str, Any]:
    """A file or folder as JupyterLab's contents API describes it, without its content."""
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "type": type,
        "last_modified": _time(entry.modified),
        "created": _time(entry.created),
        "content": None,
        "format": None,
        "mimetype": mimetypes.guess_type(entry.name)[0] if type == "file" else None,
        "size": None if entry.is_folder else entry.size,
        "writable": True,
        "hash": None,
        "hash_algorithm": None,
    }


def _time(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)  # a file's times may be anything


def _decoded(path: str, data: bytes, format: str | None) -> dict[str, Any]:
    """A file's bytes as the contents API sends them."""
    if format != "base64":
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            if format == "text":
                raise web.HTTPError(
                    400, f"{path} is not a text file.", reason="bad format"
                ) from error
        else:
            kind = mimetypes.guess_type(path)[0] or "text/plain"
            return {"content": text, "format": "text", "mimetype": kind}
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return {
        "content": binascii.b2a_base64(data, newline=False).decode(),
        "format": "base64",
        "mimetype": kind,
    }


def _encoded(model: dict[str, Any]) -> bytes:
    content, format = model.get("content"), model.get("format") or "text"
    if not isinstance(content, str) or format not in ("text", "base64"):
        raise web.HTTPError(400, "A file is sent as text or in base64.")
    try:
        return content.encode() if format == "text" else binascii.a2b_base64(content)
    except (ValueError, UnicodeEncodeError) as error:
        raise web.HTTPError(400, "What was sent cannot be decoded.") from error
