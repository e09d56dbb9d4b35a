"""Draws the life of pads into docs/pad-life.md: `python -m tests.pads.diagrams`."""

from __future__ import annotations

import re
from pathlib import Path

from interview_ext.pads.life import (
    ACTIONS,
    INITIAL,
    KINDS,
    ROLES,
    STATE_NAMES,
    TRANSITIONS,
    WHO,
    Kind,
)

PAGE = Path(__file__).parents[2] / "docs" / "pad-life.md"

_NAMES = {**STATE_NAMES, "deleted": "Deleted"}


def diagram(kind: Kind) -> str:
    """The states of a kind of pad and what leads from one to another, for Mermaid."""
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    table = TRANSITIONS[kind]
    used = [name for name in _NAMES if name in {state for state, _ in table}]
    lines += [f'    state "{_NAMES[name]}" as {name}' for name in used]
    lines.append(f"    [*] --> {INITIAL[kind]}")
    for (state, action), after in table.items():
        if action != "edit":
            lines.append(f"    {state} --> {'[*]' if after == 'deleted' else after}: {action}")
    return "\n".join([*lines, "```"])


def table(kind: Kind) -> str:
    """Who may do what in which state, and what comes of it, as Markdown."""
    lines = ["| action | in | then | who |", "|---|---|---|---|"]
    for action in ACTIONS:
        who = ", ".join(role for role in ROLES if role in WHO.get((kind, action), ()))
        for (state, one), after in TRANSITIONS[kind].items():
            if one == action:
                lines.append(f"| {action} | {_NAMES[state]} | {_NAMES[after]} | {who} |")
    return "\n".join(lines)


def drawn(page: str) -> str:
    """The page with its diagrams and tables made anew."""
    for kind in KINDS:
        made = f"<!-- {kind} -->\n\n{diagram(kind)}\n\n{table(kind)}\n\n<!-- end -->"
        page = re.sub(
            rf"<!-- {kind} -->.*?<!-- end -->", made.replace("\\", "\\\\"), page, flags=re.DOTALL
        )
    return page


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text()))
