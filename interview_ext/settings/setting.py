"""The settings there are: what each may be, and which trait it stands for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from ..errors import InvalidInput
from ..feedback.notes import VISIBILITIES
from ..feedback.visibility import SEE_OTHERS
from ..pads.quota import PERIODS
from ..sizes import MiB
from ..text import many_lines, one_line

Kind = Literal["line", "text", "integer", "number", "choice", "names", "switch"]

NAMES_MAXIMUM: Final = 100


@dataclass(frozen=True)
class Setting:
    """One thing that an administrator can set.

    Arguments:
        trait: what it stands for, such as ``"PadManager.recording_days"``; a configuration file
            or the command line that sets this trait decides, and nobody changes it here.
        label: how messages call it.
        minimum, maximum: of a number; of a text, its most characters.
        choices: what it may be, for the kind ``choice``.
        unit: how many of the trait's units are one of the setting's.
    """

    key: str
    kind: Kind
    trait: str
    label: str
    minimum: float = 0
    maximum: float = 0
    choices: tuple[str, ...] = ()
    unit: int = 1

    def checked(self, value: object) -> Any:
        """The value as it is kept.

        Raises:
            InvalidInput: with what to mend.
        """
        if self.kind == "line":
            return one_line(value, self.label, maximum=int(self.maximum), minimum=0)
        if self.kind == "text":
            return many_lines(value, self.label, maximum=int(self.maximum))
        if self.kind == "choice":
            if value not in self.choices:
                raise InvalidInput(f"{self.label} must be one of {', '.join(self.choices)}.")
            return value
        if self.kind == "names":
            return self._names(value)
        if self.kind == "switch":
            if not isinstance(value, bool):
                raise InvalidInput(f"{self.label} must be true or false.")
            return value
        return self._number(value)

    def _number(self, value: object) -> int | float:
        whole = self.kind == "integer"
        if isinstance(value, int | float) and not isinstance(value, bool):
            fits = self.minimum <= value <= self.maximum  # never for what is not a number
            if fits and not (whole and value != int(value)):
                return int(value) if whole else float(value)
        what = "a whole number" if whole else "a number"
        least, most = (f"{bound:,.15g}" for bound in (self.minimum, self.maximum))
        raise InvalidInput(f"{self.label} must be {what} from {least} to {most}.")

    def _names(self, value: object) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise InvalidInput(f"{self.label} must be a list of names.")
        if len(value) > NAMES_MAXIMUM or any(len(one) > NAMES_MAXIMUM for one in value):
            raise InvalidInput(f"{self.label}: that is too much.")
        return list(dict.fromkeys(value))

    def to_trait(self, value: Any) -> Any:
        """A value of the setting as the trait wants it."""
        return value * self.unit if self.kind in ("integer", "number") else value

    def from_trait(self, value: Any) -> Any:
        """A value of the trait as the setting has it."""
        if self.kind == "names":
            return list(value)
        if self.kind == "integer":
            return value // self.unit if isinstance(value, int) else int(value / self.unit)
        return value / self.unit if self.kind == "number" else value


class InvalidSettings(InvalidInput):
    """Some of what was sent cannot be used; nothing was changed.

    Arguments:
        problems: what to mend, by the key of the setting.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        "organization_name",
        "line",
        "InterviewApp.organization_name",
        "The organization’s name",
        maximum=80,
    ),
    Setting(
        "waiting_room_title",
        "line",
        "InterviewApp.waiting_room_title",
        "The waiting room’s title",
        maximum=80,
    ),
    Setting(
        "waiting_room_message",
        "text",
        "InterviewApp.waiting_room_message",
        "The waiting room’s message",
        maximum=5_000,
    ),
    Setting(
        "waiting_room_image_text",
        "line",
        "InterviewApp.waiting_room_image_text",
        "The words for the waiting room’s picture",
        maximum=200,
    ),
    Setting(
        "default_instructions",
        "text",
        "InterviewApp.default_instructions",
        "The instructions of new pads",
        maximum=20_000,
    ),
    Setting(
        "languages",
        "names",
        "PadServers.offered_languages",
        "The languages",
    ),
    Setting(
        "memory",
        "integer",
        "SandboxProvisioner.memory",
        "The memory of a kernel, in MiB,",
        minimum=128,
        maximum=1024 * 1024,
        unit=MiB,
    ),
    Setting(
        "cpus",
        "number",
        "SandboxProvisioner.cpus",
        "The processors of a kernel",
        minimum=0.1,
        maximum=256,
    ),
    Setting(
        "processes",
        "integer",
        "SandboxProvisioner.processes",
        "The processes of a kernel",
        minimum=32,
        maximum=32_768,
    ),
    Setting(
        "run_time",
        "integer",
        "PadServer.run_time",
        "The time of a run, in seconds,",
        maximum=86_400,
    ),
    Setting(
        "recording_days",
        "integer",
        "PadManager.recording_days",
        "The days for which recordings are kept",
        maximum=36_500,
    ),
    Setting(
        "take_home_grace",
        "integer",
        "PadManager.take_home_grace",
        "The grace after a deadline, in seconds,",
        maximum=3600,
    ),
    Setting(
        "notes_visibility",
        "choice",
        "NotesManager.visibility",
        "Who may read new notes",
        choices=VISIBILITIES,
    ),
    Setting(
        "see_others",
        "choice",
        "FeedbackManager.see_others",
        "When the others’ scorecards are seen",
        choices=SEE_OTHERS,
    ),
    Setting(
        "ask_candidates",
        "switch",
        "Survey.ask_candidates",
        "Whether candidates are asked how it was",
    ),
    Setting(
        "quota",
        "integer",
        "PadManager.quota",
        "The number of pads that may be made",
        maximum=1_000_000,
    ),
    Setting(
        "quota_period",
        "choice",
        "PadManager.quota_period",
        "What pads are counted over",
        choices=PERIODS,
    ),
)

BY_KEY: Final[Mapping[str, Setting]] = {setting.key: setting for setting in SETTINGS}


def checked(changes: Mapping[str, object]) -> dict[str, Any]:
    """What is to be set, as it is kept; none for a setting that goes back to its default.

    Raises:
        InvalidSettings: with what to mend, by key.
    """
    kept: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for key, value in changes.items():
        setting = BY_KEY.get(key)
        if setting is None:
            problems[key[:40]] = f"There is no setting “{key[:40]}”."
            continue
        try:
            kept[key] = None if value is None else setting.checked(value)
        except InvalidInput as error:
            problems[key] = error.message
    if problems:
        raise InvalidSettings(problems)
    return kept
