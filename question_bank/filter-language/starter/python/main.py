import sys


def matching(query: str, records: list[str]) -> list[str]:
    """The records that a query is true for, or a line that says where the query is wrong."""
    # Your code goes here.
    return []


if __name__ == "__main__":
    first, *others = sys.stdin.read().splitlines() or [""]
    for line in matching(first, others):
        print(line)
