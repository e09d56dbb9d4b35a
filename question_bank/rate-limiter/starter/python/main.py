import sys


def decide(lines: list[str]) -> list[str]:
    """A line to print for each request."""
    # Your code goes here.
    return []


if __name__ == "__main__":
    for line in decide(sys.stdin.read().splitlines()):
        print(line)
