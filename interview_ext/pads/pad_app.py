"""What the commands about the pads share."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from jupyter_core.application import JupyterApp

from ..db.engine import Database
from ..errors import Conflict, InterviewError, NotFound
from .pad import Pad
from .store import Store


class StoreApp(JupyterApp):
    """A subcommand of `jupyter interview` that works on what the server keeps, beside it."""

    NOT_DONE = 2
    """The exit status where nothing could be done."""

    aliases: dict[str, Any] = {
        "config": "JupyterApp.config_file",
        "data-dir": "InterviewApp.data_dir",
        "db-url": "InterviewApp.db_url",
    }
    flags: dict[str, Any] = {}

    def _config_file_name_default(self) -> str:
        return "jupyter_interview_config"

    def __init__(self, **kwargs: Any) -> None:
        self.classes = [type(self), *self.configured()]
        super().__init__(**kwargs)

    def configured(self) -> list[Any]:
        """What else can be configured, for the help and the aliases."""
        from ..app import InterviewApp

        return [InterviewApp]

    def _say(self, words: str) -> None:
        print(words, flush=True)


class PadApp(StoreApp):
    """A subcommand that is given a pad; it exits with `NOT_DONE` where there is none.

    Subclasses say what they do in `run`.
    """

    def start(self) -> None:
        """Find the pad, do what is to be done, and exit."""
        super().start()
        if len(self.extra_args) != 1:
            self._say(f"Which pad? Give its id, or the beginning of it: {self.usage()}")
            self.exit(self.NOT_DONE)
        try:
            status = asyncio.run(self._run(self.extra_args[0]))
        except InterviewError as error:
            self._say(error.message)
            status = self.NOT_DONE
        self.exit(status)

    def usage(self) -> str:
        """How it is called."""
        return "jupyter " + self.name.removeprefix("jupyter-").replace("-", " ") + " PAD"

    async def run(self, pad: Pad, folder: Path, store: Store) -> int:
        """Do what the command is for; returns the exit status.

        Arguments:
            pad: the one that was asked for.
            folder: where everything of it is; it need not exist.
            store: the control plane's.
        """
        raise NotImplementedError

    async def _run(self, prefix: str) -> int:
        from ..app import InterviewApp

        installation = InterviewApp(config=self.config)
        database = Database(installation.db_url)
        if (
            database.url.get_backend_name() == "sqlite"
            and not Path(database.url.database or "").exists()
        ):
            raise NotFound(
                f"There are no interviews in {installation.data_dir}. Name the server's data "
                "directory with --data-dir, or its configuration file with --config."
            )
        try:
            await database.open()
            store = Store(database)
            pad = find_pad(await store.pads(), prefix)
            return await self.run(pad, Path(installation.data_dir) / "pads" / pad.id, store)
        finally:
            await database.close()


def find_pad(pads: list[Pad], prefix: str) -> Pad:
    """The one pad whose id begins so.

    Arguments:
        pads: all there are.
        prefix: the id, its beginning, or the pad's whole address.

    Raises:
        NotFound: no pad's does.
        Conflict: several do.
    """
    wanted = prefix.rstrip("/").rpartition("/")[2]
    found = [pad for pad in pads if wanted and pad.id.startswith(wanted)]
    if not found:
        raise NotFound(f"There is no pad whose id begins with {wanted!r}.")
    if len(found) > 1:
        named = "".join(f"\n  {pad.id}  {pad.title}" for pad in found)
        raise Conflict(f"Several pads have an id that begins with {wanted!r}:{named}")
    return found[0]
