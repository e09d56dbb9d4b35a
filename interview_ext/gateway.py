"""What a pad server may ask of the control plane.

A pad server knows nothing else of the application around it. In one process the gateway is a
plain object; a pad server that runs elsewhere would speak to it over HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from .auth.participant import Participant


class PadGateway(Protocol):
    """The narrow way from a pad to the control plane."""

    async def redeem(self, pad_id: str, ticket: str, cookie_hash: str) -> Participant:
        """Trade a ticket for the participant it admits.

        Called by the pad's enter handler. `cookie_hash` is the SHA-256, in hexadecimal, of the
        cookie the browser is about to get; the control plane keeps it, so that the participant
        is known again after a restart.

        Raises:
            TicketRefused: unknown, used, expired, or of another pad.
        """

    async def admissions(self, pad_id: str) -> list[dict[str, Any]]:
        """The people who knocked at this pad, newest first."""

    async def decide(
        self, pad_id: str, admission_id: str, action: str, by: Participant
    ) -> dict[str, Any]:
        """Admit, decline or remove someone; returns the admission as it is now.

        Raises:
            NotFound: no such admission at this pad.
            IllegalTransition: the action does not fit the admission's state.
        """

    async def end(self, pad_id: str, by: Participant) -> None:
        """End the interview; a take-home is handed in by that."""

    async def submit(self, pad_id: str, by: Participant) -> None:
        """Hand the take-home in.

        Raises:
            Refused: it is the candidate's to do.
            IllegalTransition: it is no take-home, or not in progress.
        """

    async def sealed(self, pad_id: str, frames: int, head: str, at: datetime) -> None:
        """Keep what proves later that the recording is whole, apart from the recording.

        Called when an interview has ended, and once its recording can be written where it could
        not be then.

        Arguments:
            frames: how many frames it has.
            head: SHA-256 over all of them, in hexadecimal.
            at: when it was sealed (aware, UTC).
        """

    async def branch(
        self, pad_id: str, by: Participant, moment: int, rerun: bool
    ) -> dict[str, Any]:
        """Make a pad to try things in, as a finished one was at a moment.

        Arguments:
            moment: milliseconds since the recording's start.
            rerun: whether to run again, when somebody enters, the cells that had been run.

        Returns:
            `id` and `url` of the new pad.

        Raises:
            Refused: only members may.
            IllegalTransition: the interview has not ended.
            Unavailable: it could not be made; nothing is left of it.
        """

    async def run_tests(
        self,
        pad_id: str,
        by: Participant,
        task_id: str,
        files: Mapping[str, bytes],
        progress: Callable[[float, str], None],
    ) -> dict[str, Any]:
        """Run the tests of a task that everybody may see.

        Arguments:
            by: who asked.
            files: what is in the task's folder, by path below it.
            progress: told from time to time how much is done, 0 to 1, and what goes on.

        Returns:
            The report, as JSON.

        Raises:
            NotFound: the pad has no such task that was opened.
            Conflict: it has no tests, or they run already.
            Unavailable: they cannot be run on this server.
        """

    def presence_changed(self, pad_id: str, participants: list[Participant]) -> None:
        """Those who have the pad open changed."""

    def activity(self, pad_id: str) -> None:
        """Somebody did something in the pad just now."""
