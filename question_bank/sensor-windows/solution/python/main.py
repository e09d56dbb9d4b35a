import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator

MINUTE = 60


class Summary:
    """What has to be known of one sensor in one minute."""

    def __init__(self) -> None:
        self.count = self.sum = self.greatest = 0
        self.least: int | None = None

    def add(self, value: int) -> None:
        self.count += 1
        self.sum += value
        self.greatest = max(self.greatest, value)
        self.least = value if self.least is None else min(self.least, value)

    def __str__(self) -> str:
        mean = self.sum // self.count
        return f"count={self.count} min={self.least} max={self.greatest} mean={mean}"


def summaries(lines: Iterable[str]) -> Iterator[str]:
    """Yields the lines to print while it goes through the readings."""
    minutes: dict[int, dict[str, Summary]] = defaultdict(lambda: defaultdict(Summary))
    lateness = dropped = latest = 0

    def close(start: int) -> Iterator[str]:
        for sensor, summary in sorted(minutes.pop(start).items()):
            yield f"{start} {sensor} {summary}"

    for words in (line.split() for line in lines):
        if not words:
            continue
        if words[0] == "lateness":
            lateness = int(words[1])
            continue
        time, sensor, value = int(words[0]), words[1], int(words[2])
        start = time - time % MINUTE
        # A minute is closed if it ends at or before this time.
        if start + MINUTE <= latest - lateness:
            dropped += 1
            continue
        minutes[start][sensor].add(value)
        latest = max(latest, time)
        for ended in sorted(begin for begin in minutes if begin + MINUTE <= latest - lateness):
            yield from close(ended)
    for ended in sorted(minutes):
        yield from close(ended)
    if dropped:
        yield f"dropped {dropped}"


if __name__ == "__main__":
    for line in summaries(sys.stdin):
        print(line)
