import sys


def report(lines: list[str]) -> list[str]:
    """The lines to print for the lines of a timesheet."""
    # Your code goes here.
    return []


if __name__ == "__main__":
    print("\n".join(report(sys.stdin.read().splitlines())))
