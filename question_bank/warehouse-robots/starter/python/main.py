import sys


def simulate(ticks: int, programs: dict[str, str], floor: list[str]) -> list[str]:
    """The warehouse after that many ticks.

    `programs` has the moves of each robot by its name; `floor` is the warehouse at the beginning.
    """
    # Your code goes here.
    return floor


# Used when there is no input, as when you run this file.
EXAMPLE = """\
ticks 3
A EES
B N

#####
#A..#
#B..#
#####
"""

if __name__ == "__main__":
    head, _, picture = (sys.stdin.read() or EXAMPLE).partition("\n\n")
    (_, number), *robots = (line.split() for line in head.splitlines())
    print("\n".join(simulate(int(number), dict(robots), picture.splitlines())))
