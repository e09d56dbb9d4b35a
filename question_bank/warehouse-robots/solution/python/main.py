import sys
from math import lcm

Place = tuple[int, int]

STEPS = {"N": (-1, 0), "E": (0, 1), "S": (1, 0), "W": (0, -1)}


class Warehouse:
    def __init__(self, programs: dict[str, str], floor: list[str]) -> None:
        cells = {
            (row, column): cell
            for row, line in enumerate(floor)
            for column, cell in enumerate(line)
        }
        self._cells = {place: "#" if cell == "#" else "." for place, cell in cells.items()}
        self._rows = len(floor)
        self._programs = programs
        self.round = lcm(*(len(program) for program in programs.values()))
        """After so many ticks all programs are where they were."""
        self.start = {cell: place for place, cell in cells.items() if cell in programs}

    def after_tick(self, tick: int, robots: dict[str, Place]) -> dict[str, Place]:
        """Where the robots are after a tick that they begin like this."""
        taken = set(robots.values())
        moved = {}
        for name in sorted(robots):
            row, column = robots[name]
            program = self._programs[name]
            down, right = STEPS[program[tick % len(program)]]
            wanted = (row + down, column + right)
            if self._cells.get(wanted) == "." and wanted not in taken:
                taken.add(wanted)
                moved[name] = wanted
            else:
                moved[name] = robots[name]
        return moved

    def picture(self, robots: dict[str, Place]) -> list[str]:
        cells = self._cells | {place: name for name, place in robots.items()}
        lines = [""] * self._rows
        for place in sorted(cells):
            lines[place[0]] += cells[place]
        return lines


def simulate(ticks: int, programs: dict[str, str], floor: list[str]) -> list[str]:
    """The warehouse after that many ticks.

    `programs` has the moves of each robot by its name; `floor` is the warehouse at the beginning.
    """
    warehouse = Warehouse(programs, floor)
    robots = warehouse.start
    seen: dict[tuple, int] = {}
    tick = 0
    while tick < ticks:
        situation = (tick % warehouse.round, *sorted(robots.items()))
        if situation in seen:
            ticks = tick + (ticks - tick) % (tick - seen[situation])
            seen.clear()
            if tick == ticks:
                break
        seen[situation] = tick
        robots = warehouse.after_tick(tick, robots)
        tick += 1
    return warehouse.picture(robots)


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
