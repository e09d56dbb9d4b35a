"""JupyterLab's settings as every pad shows them."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import ClassVar

from jupyter_server.auth import authorized
from jupyterlab.labapp import LabApp
from jupyterlab_server.settings_utils import get_settings
from tornado import web

from ..padhandler import PadAPIHandler

Key = tuple[str, str, bool]


class LabSettingsHandler(PadAPIHandler):
    """Hands out the settings of JupyterLab's plugins, which nobody changes in a pad.

    JupyterLab's own handler reads a hundred schemas from disk for each page, while everybody else
    waits. They are the same in all pads of a process, so they are read once, on another thread.
    """

    auth_resource = "settings"
    _read: ClassVar[dict[Key, asyncio.Task[str]]] = {}

    def initialize(self, lab: LabApp) -> None:
        self.lab = lab

    @web.authenticated
    @authorized("read")
    async def get(self, schema_name: str = "") -> None:
        key = (self.lab.schemas_dir, schema_name, self.get_argument("ids_only", "") == "true")
        if schema_name:
            self.finish(await self._settings(key))
            return
        task = self._read.get(key)
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            task = asyncio.ensure_future(self._settings(key))
            self._read[key] = task
        try:
            self.finish(await asyncio.shield(task))
        except Exception:
            self._read.pop(key, None)
            raise

    async def _settings(self, key: Key) -> str:
        _, schema_name, ids_only = key
        result, warnings = await asyncio.to_thread(
            partial(
                get_settings,
                self.lab.app_settings_dir,
                self.lab.schemas_dir,
                self.lab.user_settings_dir,
                schema_name=schema_name,
                labextensions_path=self.lab.extra_labextensions_path + self.lab.labextensions_path,
                ids_only=ids_only,
            )
        )
        for warning in filter(None, warnings):
            self.log.warning(warning)
        return json.dumps(result)
