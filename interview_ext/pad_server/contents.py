"""The files of a pad: what the server reads and writes of them, and what it never follows."""

from __future__ import annotations

import asyncio
import binascii
import os
from datetime import UTC, datetime
from typing import Any

import nbformat
from jupyter_server.services.contents.checkpoints import AsyncCheckpoints
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager
from tornado import web
from traitlets import Any as AnyTrait
from traitlets import default

from ..rooms.document import digest_of
from . import files

# Bytes of a file that is opened as a document; larger ones can be read by code only.
MAX_DOCUMENT = 32 * 1024 * 1024


class PadContentsManager(AsyncFileContentsManager):
    """Serves the pad's folder to JupyterLab, and to the rooms.

    A file that is open in a room is written by the room alone: saving it by another way is
    refused. Links that lead out of the pad do not exist for anybody.
    """

    rooms = AnyTrait(None, allow_none=True, help="The pad's rooms; set by the pad server.")
    renamed = AnyTrait(None, allow_none=True, help="Called with (old, new) after a rename.")

    @default("checkpoints_class")
    def _checkpoints_class(self) -> type[AsyncCheckpoints]:
        return NoCheckpoints

    def _get_os_path(self, path: str) -> str:
        os_path: str = super()._get_os_path(path)
        root = os.path.realpath(self.root_dir)
        real = os.path.realpath(os_path)
        if real != root and not real.startswith(root + os.sep):
            raise web.HTTPError(404, f"There is no file {path} in this pad.")
        return os_path

    async def get(self, path: str, *args: Any, **kwargs: Any) -> Any:
        # What was typed a moment ago belongs to what is asked for now.
        if self.rooms is not None and (room := self.rooms.at(path.strip("/"))):
            await room.save()
        return await super().get(path, *args, **kwargs)

    async def save(self, model: dict[str, Any], path: str = "") -> Any:
        if self.rooms is not None and self.rooms.at(path.strip("/")) is not None:
            raise web.HTTPError(
                409,
                f"{path} is open in the pad and saves itself; nothing was overwritten.",
                reason="open_in_room",
            )
        return await super().save(model, path)

    async def rename_file(self, old_path: str, new_path: str) -> None:
        old, new = old_path.strip("/"), new_path.strip("/")
        if self.rooms is not None and (room := self.rooms.at(old)):
            await room.save()
        await super().rename_file(old_path, new_path)
        if self.rooms is not None:
            self.rooms.renamed(old, new)
        if self.renamed is not None:
            self.renamed(old, new)

    async def delete_file(self, path: str) -> None:
        if self.rooms is not None:
            await self.rooms.deleted(path.strip("/"))
        await super().delete_file(path)

    async def _save_file(self, os_path: str, content: str, format: str) -> None:
        if format not in ("text", "base64"):
            raise web.HTTPError(400, "A file is sent as text or in base64.")
        try:
            data = content.encode() if format == "text" else binascii.a2b_base64(content)
        except (ValueError, UnicodeEncodeError) as error:
            raise web.HTTPError(400, "What was sent cannot be decoded.") from error
        await self._write(os.path.relpath(os_path, self.root_dir), data)

    async def _save_notebook(
        self, os_path: str, nb: Any, capture_validation_error: Any = None
    ) -> None:
        text = await asyncio.to_thread(_notebook_text, nb)
        await self._write(os.path.relpath(os_path, self.root_dir), text.encode())

    async def _write(self, path: str, data: bytes) -> None:
        try:
            await asyncio.to_thread(files.write, self.root_dir, path, data)
        except files.NotAFile as error:
            raise web.HTTPError(404, f"There is no folder for {path} in this pad.") from error

    def mark_trusted_cells(self, nb: Any, path: str = "") -> None:
        """Nothing is trusted in a pad, whatever was signed elsewhere."""
        distrust(nb)

    def check_and_sign(self, nb: Any, path: str = "", **kwargs: Any) -> None:
        """Nothing is signed either: the signatures would count in the user's own Jupyter."""

    # -- for the rooms

    async def read_document(self, path: str, type: str, format: str) -> tuple[Any, str]:
        """The content of a file as a document, and the SHA-256 of its bytes.

        Raises:
            HTTPError: 404 or 400 with words for the people in the pad.
        """
        try:
            data = await asyncio.to_thread(files.read, self.root_dir, path, MAX_DOCUMENT)
        except files.NotAFile as error:
            raise web.HTTPError(404, f"There is no file {path} in this pad.") from error
        except files.TooLarge as error:
            raise web.HTTPError(400, f"{path} is too large to open (32 MiB at most).") from error
        if type != "notebook":
            try:
                return data.decode("utf-8"), digest_of(data)
            except UnicodeDecodeError as error:
                raise web.HTTPError(400, f"{path} is not a text file.") from error
        try:
            notebook = await asyncio.to_thread(nbformat.reads, data.decode("utf-8"), 4)
        except Exception as error:
            raise web.HTTPError(400, f"{path} is not a notebook that can be read.") from error
        distrust(notebook)
        return notebook, digest_of(data)

    async def write_document(self, path: str, type: str, format: str, content: Any) -> str:
        """Write a document into its file, whole or not at all; returns its SHA-256."""
        if type == "notebook":
            content = await asyncio.to_thread(_notebook_text, content)
        data = content.encode("utf-8", "replace")
        await self._write(path, data)
        return digest_of(data)

    async def hash_document(self, path: str) -> str | None:
        """The SHA-256 of a file's bytes; None where there is no file to open."""
        try:
            data = await asyncio.to_thread(files.read, self.root_dir, path, MAX_DOCUMENT)
        except OSError:
            return None
        return digest_of(data)


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
