import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field

DIGITS = re.compile(r"[0-9]+")


@dataclass
class Route:
    """What was seen of one route."""

    times: list[int] = field(default_factory=list)
    errors: int = 0

    def percentile(self, percent: int) -> int:
        """The smallest time that at least so many percent of the requests did not exceed."""
        rank = (percent * len(self.times) + 99) // 100
        return sorted(self.times)[rank - 1]


def route(path: str) -> str:
    """The route that a path belongs to."""
    path = path.partition("?")[0]
    if len(path) > 1:
        path = path.removesuffix("/")
    parts = path.split("/")
    return "/".join(":id" if DIGITS.fullmatch(part) else part for part in parts)


def request(line: str) -> tuple[str, int, int] | None:
    """Method and route, status, and milliseconds of a line; None if it is damaged."""
    words = line.split()
    if len(words) != 5:
        return None
    _, method, path, status, time = words
    if not (path.startswith("/") and DIGITS.fullmatch(status) and DIGITS.fullmatch(time)):
        return None
    if not 100 <= int(status) <= 599:
        return None
    return f"{method} {route(path)}", int(status), int(time)


def report(lines: list[str]) -> list[str]:
    """The lines to print for the lines of a log."""
    routes: dict[str, Route] = defaultdict(Route)
    damaged = 0
    for line in lines:
        if not line.strip():
            continue
        found = request(line)
        if found is None:
            damaged += 1
            continue
        name, status, time = found
        routes[name].times.append(time)
        routes[name].errors += status >= 500
    printed = [
        f"{name} requests={len(seen.times)} errors={seen.errors} p95={seen.percentile(95)}"
        for name, seen in sorted(routes.items(), key=lambda item: (-len(item[1].times), item[0]))
    ]
    return printed + ([f"damaged lines: {damaged}"] if damaged else [])


if __name__ == "__main__":
    for line in report(sys.stdin.read().splitlines()):
        print(line)
