"""`jupyter interview verify`: whether a pad's recording is as it was made."""

from __future__ import annotations

from pathlib import Path

from ..pads.pad import Pad
from ..pads.pad_app import PadApp
from ..pads.store import Store
from . import RECORDING
from .recording import Seal
from .verification import verify


class VerifyApp(PadApp):
    """Compares a recording with what was kept with its pad when the interview ended.

    Its exit status is 0 where the recording is whole, 1 where it is not, and 2 where there is
    nothing to compare.
    """

    name = "jupyter-interview-verify"
    description = """
    Say whether the recording of a pad is whole: every frame there, in its place and unchanged
    since the interview ended. Where it is not, the first frame that is wrong is named. The pad is
    named by its id, or as much of its beginning as no other pad has.

    The exit status is 0 if it is whole, 1 if not, and 2 if that cannot be told.
    """
    examples = "jupyter interview verify JOfdb5cK"

    async def run(self, pad: Pad, folder: Path, store: Store) -> int:
        path = folder / RECORDING
        self._say(f"{pad.title} ({pad.id})")
        if pad.recording_deleted is not None:
            self._say(f"Its recording was deleted on {pad.recording_deleted:%d %B %Y}.")
            return self.NOT_DONE
        seal = None
        if pad.sealed_frames is not None and pad.sealed_head is not None:
            seal = Seal(pad.sealed_frames, bytes.fromhex(pad.sealed_head))
            self._say(f"Sealed at {pad.sealed_at:%Y-%m-%d %H:%M:%S} UTC: {seal.frames} frames.")
        elif not path.exists():
            self._say("Nothing has been recorded in it yet.")
            return self.NOT_DONE
        verdict = verify(path, seal, finished=pad.sealed)
        self._say(verdict.words)
        if verdict.whole and pad.finished and not pad.sealed:
            self._say(
                "The interview has ended since, and its end is not sealed yet. The server does "
                "that when somebody opens the pad."
            )
            return self.NOT_DONE
        return 0 if verdict.whole else 1
