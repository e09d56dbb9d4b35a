import sys


def greetings(lines: list[str]) -> list[str]:
    """The lines to print for the lines that were read."""
    # Your code goes here.
    return []


if __name__ == "__main__":
    print("\n".join(greetings(sys.stdin.read().splitlines())))
