"""`jupyter interview import`: an interview from another machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..audit.log import AuditLog
from ..audit.store import AuditStore
from ..db.engine import Database
from ..errors import Conflict, InterviewError
from ..pads.pad import Pad
from ..pads.pad_app import StoreApp
from ..pads.store import Store
from ..trees import remove_tree
from .description import Description
from .reading import read_archive


class ImportApp(StoreApp):
    """Reads an archive that the export command wrote; it works while the server runs."""

    name = "jupyter-interview-import"
    description = """
    Read an archive that `jupyter interview export` wrote. The interview is then in the list of
    this server, at its old address below the server's own, to look at and to play back. Its
    recording is compared with its seal first; an archive that was changed is refused.

    An interview that was still going on is ended here. The exit status is 0 if it was imported.
    """
    examples = "jupyter interview import backend-JOfdb5cK.zip"

    def start(self) -> None:
        """Import, say what was done, and exit."""
        super().start()
        if len(self.extra_args) != 1:
            self._say("Which archive? Give its name: jupyter interview import ARCHIVE")
            self.exit(self.NOT_DONE)
        try:
            asyncio.run(self._run(Path(self.extra_args[0])))
        except InterviewError as error:
            self._say(error.message)
            self.exit(self.NOT_DONE)
        except OSError as error:
            self._say(f"Nothing was imported: {error.strerror or error}.")
            self.exit(self.NOT_DONE)
        self.exit(0)

    async def _run(self, path: Path) -> None:
        from ..app import InterviewApp

        installation = InterviewApp(config=self.config)
        pads = Path(installation.data_dir) / "pads"
        pads.mkdir(parents=True, exist_ok=True, mode=0o700)
        coming = pads / f".import-{secrets.token_hex(8)}"
        coming.mkdir(mode=0o700)
        database = Database(installation.db_url)
        try:
            with path.open("rb") as source:
                description = await asyncio.to_thread(read_archive, source, coming)
            await database.open()
            await _keep(Store(database), description, coming, pads / description.pad.id)
            audit = AuditLog(store=AuditStore(database))
            await audit.note("pad.imported", None, pad_id=description.pad.id)
        finally:
            await database.close()
            with contextlib.suppress(OSError):
                remove_tree(coming)
        self._say(f"{description.pad.title} is here, at …/interview/pads/{description.pad.id}")


async def _keep(store: Store, description: Description, coming: Path, folder: Path) -> None:
    if folder.exists():
        raise Conflict("This interview is here already. Nothing was imported.")
    os.rename(coming, folder)
    try:
        await store.add_imported(
            # It was counted where it was made.
            replace(as_ended(description.pad, datetime.now(UTC)), counted=False),
            [(one.id, one.role, one.name, one.created) for one in description.people],
        )
    except BaseException:
        os.rename(folder, coming)
        raise


def as_ended(pad: Pad, now: datetime) -> Pad:
    """A pad from elsewhere, over if it was not: nobody who was in it can go on here."""
    if pad.finished:
        return pad
    state = "ready_for_review" if pad.kind == "take_home" else "ended"
    return replace(pad, state=state, ended=now)  # type: ignore[arg-type]
