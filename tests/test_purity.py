"""The domain knows no tornado, traitlets, database or clock."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "interview_ext"

PURE = (
    "archive/description.py",
    "audit/export.py",
    "audit/line.py",
    "auth/participant.py",
    "auth/policy.py",
    "calibration/figures.py",
    "comments/comment.py",
    "earlier/work.py",
    "errors.py",
    "feedback/decision.py",
    "feedback/export.py",
    "feedback/form.py",
    "feedback/known.py",
    "feedback/notes.py",
    "feedback/reading.py",
    "feedback/scorecard.py",
    "feedback/visibility.py",
    "interview_templates/clock.py",
    "interview_templates/template.py",
    "mail/address.py",
    "mail/calendar.py",
    "mail/message.py",
    "origins.py",
    "pad_server/spec.py",
    "pads/bulk.py",
    "pads/csv.py",
    "pads/details.py",
    "pads/life.py",
    "pads/pad.py",
    "pads/quota.py",
    "playback/activity.py",
    "playback/columns.py",
    "playback/events.py",
    "playback/lines.py",
    "playback/operation.py",
    "playback/plain.py",
    "provisioning/language.py",
    "provisioning/sandbox.py",
    "questions/access.py",
    "questions/beginning.py",
    "questions/cases.py",
    "questions/folder.py",
    "questions/paths.py",
    "questions/problem.py",
    "questions/question.py",
    "questions/results.py",
    "questions/steps.py",
    "questions/testlist.py",
    "questions/words.py",
    "questions/yamltext.py",
    "recording/chain.py",
    "recording/document.py",
    "recording/frame.py",
    "recording/moment.py",
    "recording/segment.py",
    "reproducibility/verdict.py",
    "rooms/nesting.py",
    "rooms/update.py",
    "settings/picture.py",
    "settings/setting.py",
    "settings/svg.py",
    "survey/survey.py",
    "sizes.py",
    "team/account.py",
    "testing/preparation.py",
    "testing/report.py",
    "text.py",
    "takehome/link.py",
    "waiting/admission.py",
    "waiting/door.py",
)

IMPURE = {"tornado", "traitlets", "sqlalchemy", "aiosqlite", "jupyter_server", "time", "asyncio"}


@pytest.mark.parametrize("name", PURE)
def test_pure_files_import_nothing_impure(name):
    tree = ast.parse((PACKAGE / name).read_text())
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            imported.add(node.module.split(".")[0])
        elif isinstance(node, ast.Attribute):
            assert node.attr not in ("now", "utcnow", "today"), f"{name} reads a clock"
    assert not imported & IMPURE
