"""`jupyter interview export`: one interview as one file."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sqlite3
import tempfile
import unicodedata
from pathlib import Path

from traitlets import Bool, Unicode

from ..pads.pad import Pad
from ..pads.pad_app import PadApp
from ..pads.store import Store
from ..recording import RECORDING
from ..tasks.store import TaskStore, tasks_of_archive
from .description import Description, Person
from .page import make_page
from .writing import copy_recording, write_archive


class ExportApp(PadApp):
    """Writes an archive of a pad; it works while the server runs, and while the interview does."""

    name = "jupyter-interview-export"
    description = """
    Put a pad into one file: its notebooks and files, the recording, who was in it, and a page that
    plays it back in any browser, without a server and without a network. The file is a zip
    archive; `jupyter interview import` reads it on another machine.

    The pad is named by its id, or as much of its beginning as no other pad has. The exit status is
    0 if all is in the archive, 1 if files had to be left out, and 2 if there is no archive.
    """
    examples = """
    jupyter interview export JOfdb5cK
    jupyter interview export JOfdb5cK --output=/backup/interview.zip
    """
    aliases = {**PadApp.aliases, "output": "ExportApp.output"}
    flags = {
        **PadApp.flags,
        "no-page": ({"ExportApp": {"page": False}}, "Leave the page out that plays it back."),
    }

    output = Unicode(
        "", config=True, help="The file to write. Default: named after the pad, in this directory."
    )
    page = Bool(True, config=True, help="Whether a page that plays the interview back is in it.")

    async def run(self, pad: Pad, folder: Path, store: Store) -> int:
        target = Path(self.output) if self.output else Path(f"{file_name(pad)}.zip")
        if target.exists():
            self._say(f"{target} exists already; nothing was written. Name another with --output.")
            return self.NOT_DONE
        people = [Person(*person) for person in await store.people(pad.id)]
        tasks = await tasks_of_archive(TaskStore(store.database), pad.id)
        description = Description(pad, tuple(people), tuple(tasks))
        try:
            missing = await asyncio.to_thread(self._write, target, description, folder)
        except (OSError, sqlite3.Error) as error:
            words = getattr(error, "strerror", None) or error
            self._say(f"The archive could not be written: {words}.")
            return self.NOT_DONE
        self._say(f"{pad.title} is in {target}.")
        for words in missing:
            self._say(f"Not in it: {words}.")
        return 1 if missing else 0

    def _write(self, target: Path, description: Description, folder: Path) -> list[str]:
        with tempfile.TemporaryDirectory(prefix="interview-export-") as directory:
            recording = page = None
            if (folder / RECORDING).exists():
                recording = Path(directory) / RECORDING
                copy_recording(folder / RECORDING, recording)
                page = make_page(Path(directory), description.pad) if self.page else None
            return self._put(target, description, folder / "files", recording, page)

    def _put(
        self,
        target: Path,
        description: Description,
        files: Path,
        recording: Path | None,
        page: bytes | None,
    ) -> list[str]:
        # Under another name until it is complete.
        part = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            # The names and the work of people: for nobody else on this machine.
            with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                missing = write_archive(out, description, files, recording, page)
            os.rename(part, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part)
            raise
        return missing


def file_name(pad: Pad) -> str:
    """A name for a pad's archive that any file system takes."""
    plain = unicodedata.normalize("NFKD", pad.title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
    return f"{words or 'interview'}-{pad.id[:8]}"
