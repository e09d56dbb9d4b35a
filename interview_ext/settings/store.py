"""Where the settings are kept: JSON by key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select

from ..db.engine import Database
from ..db.tables import SettingRow

_SETTING = cast(Table, SettingRow.__table__)


class SettingStore:
    """Reads and writes settings. Called by the settings manager.

    Every method raises `Unavailable` when the database cannot work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, Any]:
        """Everything that was set."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(_SETTING.c.key, _SETTING.c.value))).all()
        return {key: json.loads(value) for key, value in rows}

    async def put(self, changes: Mapping[str, Any]) -> None:
        """Keep all of these or none; a value of none is forgotten."""
        async with self._database.writing() as connection:
            for key, value in changes.items():
                await connection.execute(delete(_SETTING).where(_SETTING.c.key == key))
                if value is not None:
                    text = json.dumps(value, ensure_ascii=False)
                    await connection.execute(insert(_SETTING).values(key=key, value=text))
