import re
import sys

DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?", re.ASCII)


def minutes(text: str) -> int | None:
    """The minutes of a duration such as 1h30m, or None if it is not one."""
    match = DURATION.fullmatch(text)
    if not text or not match:
        return None
    return int(match[1] or 0) * 60 + int(match[2] or 0)


def duration(total: int) -> str:
    """The shortest way to write that many minutes."""
    hours, rest = divmod(total, 60)
    return (f"{hours}h" if hours else "") + (f"{rest}m" if rest or not hours else "")


def report(lines: list[str]) -> list[str]:
    """The lines to print for the lines of a timesheet."""
    totals: dict[str, int] = {}
    unreadable = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        words = text.split()
        spent = minutes(words[1]) if len(words) == 2 else None
        if spent is None:
            unreadable.append(f'line {number}: cannot read "{text}"')
        else:
            totals[words[0]] = totals.get(words[0], 0) + spent
    projects = sorted(totals, key=lambda project: (-totals[project], project))
    return [
        *(f"{project} {duration(totals[project])}" for project in projects),
        f"total {duration(sum(totals.values()))}",
        *unreadable,
    ]


if __name__ == "__main__":
    print("\n".join(report(sys.stdin.read().splitlines())))
