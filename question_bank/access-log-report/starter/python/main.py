import sys


def report(lines: list[str]) -> list[str]:
    """The lines to print for the lines of a log."""
    # Your code goes here.
    return []


if __name__ == "__main__":
    for line in report(sys.stdin.read().splitlines()):
        print(line)
