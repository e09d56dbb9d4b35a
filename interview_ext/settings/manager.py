"""Puts what administrators set into the parts that it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from traitlets import Dict, Instance
from traitlets.config import Config, Configurable, LoggingConfigurable
from traitlets.config.loader import DeferredConfig

from ..audit.log import AuditLog
from ..errors import Conflict, InvalidInput
from ..events import Events
from ..pad_server import PadServer, PadServers
from ..pads.store import Member
from ..provisioning.provisioner import SandboxProvisioner
from .picture import SIZES, Picture, checked_picture
from .setting import BY_KEY, SETTINGS, InvalidSettings, Setting, checked
from .store import SettingStore

LOGO: Final = "logo"
LOGO_TRAIT: Final = "InterviewApp.waiting_room_logo"

# These are made anew for each pad and each kernel, so their configuration is what is set.
_MADE_ANEW: Final[Mapping[str, type[Configurable]]] = {
    "PadServer": PadServer,
    "SandboxProvisioner": SandboxProvisioner,
}


# Told who changed something.
Watcher = Callable[[Member], Awaitable[object]]


class SettingsManager(LoggingConfigurable):
    """Owns the settings. Handlers and the light pages call it.

    A setting stands for a trait. What a configuration file or the command line says about that
    trait is decided there and cannot be changed here; else what was set counts, and where nothing
    was, the trait's default. Made once all managers are; `start` applies what is kept.
    """

    store = Instance(SettingStore, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")
    servers = Instance(PadServers, help="Set by the application.")
    places = Dict(help="The live objects whose traits are set, by class. Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._changing = asyncio.Lock()
        self._watchers: list[Watcher] = []
        self._kept: dict[str, Any] = {}
        self._pictures: dict[str, Picture] = {}
        # Before anything is applied, the traits are what was configured.
        self._defaults = {one.key: one.from_trait(self._configured(one)) for one in SETTINGS}
        self._fixed = [one.key for one in SETTINGS if self._is_configured(one.trait)]
        self.logo_is_fixed = self._is_configured(LOGO_TRAIT)
        self._kernel_limits = self._wanted_kernel_limits()

    def watch(self, watcher: Watcher) -> None:
        """Call this with who did it after settings were changed, before that is answered."""
        self._watchers.append(watcher)

    async def start(self) -> None:
        """Apply what was set; called ahead of the first pad.

        Raises:
            Unavailable: the database cannot work.
        """
        for key, value in (await self.store.all()).items():
            try:
                if key in SIZES:
                    self._pictures[key] = Picture.of_model(value)
                elif key in BY_KEY:
                    self._kept[key] = BY_KEY[key].checked(value)
            except (InvalidInput, ValueError, KeyError, TypeError) as error:
                # Kept by another version, with other bounds.
                self.log.warning("The setting %s is left out: %s", key, error)
        await self.apply()

    # -- looking

    @property
    def values(self) -> dict[str, Any]:
        """What each setting is now, by key."""
        return {
            key: default if key in self._fixed else self._kept.get(key, default)
            for key, default in self._defaults.items()
        }

    def picture(self, name: str) -> Picture | None:
        """The picture that was uploaded, if it is what counts.

        Arguments:
            name: one of `SIZES`.
        """
        return None if self._is_fixed_picture(name) else self._pictures.get(name)

    def _is_fixed_picture(self, name: str) -> bool:
        return name == LOGO and self.logo_is_fixed

    async def model(self) -> dict[str, Any]:
        """Everything as JSON."""
        languages = await self.servers.all_languages()
        return {
            "values": self.values,
            "defaults": self._defaults,
            "fixed": self._fixed,
            "bounds": {
                one.key: {"minimum": one.minimum, "maximum": one.maximum}
                for one in SETTINGS
                if one.maximum
            },
            "languages": [{"id": one.kernel_name, "name": one.name} for one in languages],
            **{name: self._picture_model(name) for name in SIZES},
        }

    def _picture_model(self, name: str) -> dict[str, Any]:
        picture = self.picture(name)
        return {
            "fixed": self._is_fixed_picture(name),
            "uploaded": picture is not None,
            "version": picture.version if picture is not None else "",
        }

    # -- changing

    async def change(self, by: Member, changes: Mapping[str, object]) -> dict[str, Any]:
        """Set some, all of them or none; everything as JSON.

        Arguments:
            changes: value by key; none for the default.

        Raises:
            InvalidSettings: with what to mend, by key.
            Conflict: the configuration decides one of them.
        """
        async with self._changing:
            new = checked(changes)
            await self._check_languages(new.get("languages"))
            if fixed := [BY_KEY[key].label for key in new if key in self._fixed]:
                raise Conflict(
                    f"The server’s configuration decides this, so it cannot be changed here: "
                    f"{', '.join(fixed)}. Nothing was changed.",
                    "fixed",
                )
            before = self.values
            # What is the default anyway follows it when it changes.
            new = {key: None if new[key] == self._defaults[key] else new[key] for key in new}
            await self.store.put(new)
            for key, value in new.items():
                if value is None:
                    self._kept.pop(key, None)
                else:
                    self._kept[key] = value
            await self.apply()
            after = self.values
            for key in new:
                if after[key] != before[key]:
                    await self.audit.note(
                        "settings.changed", by, key=key, was=before[key], now=after[key]
                    )
            for watcher in self._watchers:
                await watcher(by)
        self.events.publish({"type": "settings"})
        return await self.model()

    async def put_picture(self, by: Member, name: str, content: bytes) -> dict[str, Any]:
        """Take a picture for candidates; everything as JSON.

        Arguments:
            name: one of `SIZES`.

        Raises:
            InvalidInput: it cannot be shown; with what to do.
            Conflict: the configuration decides it.
        """
        picture = await asyncio.to_thread(checked_picture, content, SIZES[name])
        size = len(picture.content)
        return await self._set_picture(by, name, picture, type=picture.type, size=size)

    async def remove_picture(self, by: Member, name: str) -> dict[str, Any]:
        """Show none, or of logos the application's own mark; everything as JSON."""
        return await self._set_picture(by, name, None)

    async def _set_picture(
        self, by: Member, name: str, picture: Picture | None, **details: Any
    ) -> dict[str, Any]:
        if self._is_fixed_picture(name):
            raise Conflict(
                "The server’s configuration names the logo, so it cannot be changed here.", "fixed"
            )
        async with self._changing:
            if picture != self._pictures.get(name):
                await self.store.put({name: picture.model() if picture is not None else None})
                if picture is None:
                    del self._pictures[name]
                else:
                    self._pictures[name] = picture
                what = "uploaded" if picture is not None else "removed"
                await self.audit.note("settings.changed", by, key=name, now=what, **details)
        self.events.publish({"type": "settings"})
        return await self.model()

    async def _check_languages(self, wanted: list[str] | None) -> None:
        if not wanted:
            return
        there = {one.kernel_name for one in await self.servers.all_languages()}
        unknown = [name for name in wanted if name not in there]
        if unknown:
            raise InvalidSettings(
                {"languages": f"This server has no language “{unknown[0][:40]}”."}
            )

    # -- applying

    async def apply(self) -> None:
        """Set the traits of what lives, and what is made from now on is made with."""
        for setting in SETTINGS:
            place, _, trait = setting.trait.partition(".")
            if place not in _MADE_ANEW and setting.key not in self._fixed:
                setattr(self.places[place], trait, setting.to_trait(self.values[setting.key]))
        kernels = self._wanted_kernel_limits()
        if kernels != self._kernel_limits:
            self._kernel_limits = kernels
            await self.servers.limit_kernels(kernels)

    def _wanted_kernel_limits(self) -> Config:
        wanted = Config()
        for setting in SETTINGS:
            place, _, trait = setting.trait.partition(".")
            if place in _MADE_ANEW and setting.key not in self._fixed:
                wanted[place][trait] = setting.to_trait(self.values[setting.key])
        return wanted

    def _configured(self, setting: Setting) -> Any:
        place, _, trait = setting.trait.partition(".")
        if place not in _MADE_ANEW:
            return getattr(self.places[place], trait)
        described = _MADE_ANEW[place].class_traits()[trait]
        for section in self._sections(_MADE_ANEW[place]):
            if trait in section:
                value = section[trait]
                # What the command line says is text until a trait reads it.
                return value.get_value(described) if isinstance(value, DeferredConfig) else value
        return described.default_value

    def _is_configured(self, name: str) -> bool:
        place, _, trait = name.partition(".")
        cls = _MADE_ANEW.get(place) or type(self.places[place])
        return any(trait in section for section in self._sections(cls))

    def _sections(self, cls: type[Configurable]) -> list[Config]:
        """What was configured for a class, by itself or as a part of the application."""
        config = self.servers.host.config
        within = [config, *(config[one] for one in ("InterviewApp",) if one in config)]
        names = list(reversed(cls.section_names()))
        return [found[name] for found in within for name in names if name in found]
