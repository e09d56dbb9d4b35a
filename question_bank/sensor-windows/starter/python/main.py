import sys
from collections.abc import Iterable, Iterator


def summaries(lines: Iterable[str]) -> Iterator[str]:
    """Yields the lines to print while it goes through the readings."""
    # Your code goes here.
    yield from ()


if __name__ == "__main__":
    for line in summaries(sys.stdin):
        print(line)
