import sys
from collections import defaultdict

Interval = tuple[int, int]

REST = 480
TOO_LONG = 1440


def merged(intervals: list[Interval], distance: int = 0) -> list[Interval]:
    """Joins intervals that overlap or lie at most that far apart, in order of time."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1] + distance:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def gaps(period: Interval, covered: list[Interval]) -> list[Interval]:
    """What is left of a period; `covered` is merged."""
    borders = [period[0], *(time for interval in covered for time in interval), period[1]]
    pairs = zip(borders[::2], borders[1::2], strict=True)
    return [(start, end) for start, end in pairs if start < end]


def doubles(people: list[list[Interval]]) -> list[Interval]:
    """When two or more are on duty; each person's intervals are merged."""
    changes = [
        change for shifts in people for start, end in shifts for change in ((start, 1), (end, -1))
    ]
    found, here, since = [], 0, 0
    for time, change in sorted(changes):
        before, here = here, here + change
        if before < 2 <= here:
            since = time
        elif here < 2 <= before:
            found.append((since, time))
    return merged([(start, end) for start, end in found if start < end])


def report(lines: list[str]) -> list[str]:
    """The lines to print for the lines of a plan."""
    period = (0, 0)
    plan: dict[str, list[Interval]] = defaultdict(list)
    for words in (line.split() for line in lines):
        if words and words[0] == "period":
            period = (int(words[1]), int(words[2]))
        elif words:
            start, end = max(int(words[2]), period[0]), min(int(words[3]), period[1])
            if start < end:
                plan[words[1]].append((start, end))
    everybody = merged([shift for shifts in plan.values() for shift in shifts])
    printed = [f"gap {start} {end}" for start, end in gaps(period, everybody)]
    each = [merged(shifts) for shifts in plan.values()]
    printed += [f"double {start} {end}" for start, end in doubles(each)]
    for name in sorted(plan):
        # A break of exactly REST minutes is a rest.
        for start, end in merged(plan[name], REST - 1):
            if end - start > TOO_LONG:
                printed.append(f"tired {name} {start} {end}")
    return printed or ["all is well"]


if __name__ == "__main__":
    for line in report(sys.stdin.read().splitlines()):
        print(line)
