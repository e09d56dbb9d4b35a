import sys


def greetings(lines: list[str]) -> list[str]:
    """The lines to print for the lines that were read."""
    names = (line.strip() for line in lines)
    return [f"Hello, {name}!" for name in names if name]


if __name__ == "__main__":
    print("\n".join(greetings(sys.stdin.read().splitlines())))
