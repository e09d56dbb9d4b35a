"""An interview that has ended and that several members judge, for tests."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from pycrdt import Array, Doc, Map, Text

from interview_ext.feedback.form import key_of
from tests.hosts import Browser, Host
from tests.tasks.bank import ID, SLUG, write

CARE = key_of("Care")


class Draft:
    """A member's draft of a scorecard in their browser.

    Arguments:
        client: by what Yjs tells browsers apart; any number if left out.
    """

    def __init__(self, client: int | None = None) -> None:
        self.doc: Doc[Any] = Doc(client_id=client)
        self.answers = self.doc.get("answers", type=Map)
        self.evidence = self.doc.get("evidence", type=Array)

    def write(self, recommendation: str | None = None, **answers: Any) -> Draft:
        """Fill in; `care` is the rating of the one competency, `evidence` a list of objects."""
        if recommendation is not None:
            self.answers["recommendation"] = recommendation
        if "care" in answers:
            self.answers[f"rating:{CARE}"] = answers["care"]
        for key in ("summary", "text"):
            if key in answers:
                text = self.doc.get(key if key == "summary" else f"text:{CARE}", type=Text)
                text.clear()
                text += answers[key]
        for piece in answers.get("evidence", ()):
            self.evidence.append(Map(piece))
        return self

    async def save(self, browser: Browser, pad_id: str) -> None:
        """Send all of it to the host."""
        update = base64.b64encode(self.doc.get_update()).decode()
        body = {"vector": "", "update": update}
        await browser.ok("POST", f"pads/{pad_id}/drafts/scorecard", body)


async def bring_question(host: Host, folder: Path) -> None:
    """Have the bank's question there, whose rubric has one competency: Care."""
    await host.app.questions.examples_are_there()
    await host.app.questions.bring_examples({SLUG: write(folder / "bank")})


async def hold(host: Host, **fields: Any) -> dict[str, Any]:
    """An interview with the question in it that was begun, and that nobody ended."""
    owner = await host.member()
    pad = await host.new_pad(owner, questions=[ID], **fields)
    await host.knock(pad["id"])
    await host.decide(owner, pad["id"], "admit")
    return pad


async def submit(browser: Browser, pad_id: str, recommendation: str, **answers: Any) -> Any:
    """Write a scorecard and submit it; the feedback as the member then gets it."""
    await Draft().write(recommendation, **{"care": 3, **answers}).save(browser, pad_id)
    return await browser.ok("POST", f"pads/{pad_id}/feedback/submit", {})
