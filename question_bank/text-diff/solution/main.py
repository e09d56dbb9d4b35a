Changes = list[tuple[str, str]]

NOWHERE = -1


class _Search:
    """Goes through both versions at once, with one more change in each round.

    A way is at (x, y) when it has dealt with x lines of the old version and y of the new. Places
    with the same x - y are a diagonal; on each of them only the way that got furthest matters.
    """

    def __init__(self, old: list[str], new: list[str]) -> None:
        self._old, self._new = old, new
        # For each number of changes d, the furthest x on the diagonals -d, -d + 2, ..., d.
        self._rounds = [[self._slide(0, 0)]]

    def changes(self) -> Changes:
        end = len(self._old) - len(self._new)
        while not self._is_there(end):
            self._rounds.append(self._next_round())
        return self._walk_back()

    def _is_there(self, diagonal: int) -> bool:
        d = len(self._rounds) - 1
        if abs(diagonal) > d or (diagonal + d) % 2:
            return False
        return self._rounds[d][(diagonal + d) // 2] == len(self._old)

    def _slide(self, x: int, y: int) -> int:
        """How far one gets without a change."""
        while x < len(self._old) and y < len(self._new) and self._old[x] == self._new[y]:
            x, y = x + 1, y + 1
        return x

    def _step(self, d: int, at: int) -> tuple[int, bool]:
        """Where a diagonal is entered with the d-th change, and whether by a removed line."""
        before = self._rounds[d - 1]
        diagonal = 2 * at - d
        added = removed = NOWHERE
        if at < d and before[at] != NOWHERE and before[at] - diagonal <= len(self._new):
            added = before[at]
        if at > 0 and before[at - 1] != NOWHERE and before[at - 1] < len(self._old):
            removed = before[at - 1] + 1
        return (removed, True) if removed > added else (added, False)

    def _next_round(self) -> list[int]:
        d = len(self._rounds)
        found = []
        for at in range(d + 1):
            x, _ = self._step(d, at)
            found.append(x if x == NOWHERE else self._slide(x, x - (2 * at - d)))
        return found

    def _walk_back(self) -> Changes:
        x, y = len(self._old), len(self._new)
        found: Changes = []
        for d in range(len(self._rounds) - 1, 0, -1):
            start, is_removed = self._step(d, (x - y + d) // 2)
            while x > start:
                x, y = x - 1, y - 1
                found.append((" ", self._old[x]))
            if is_removed:
                x -= 1
                found.append(("-", self._old[x]))
            else:
                y -= 1
                found.append(("+", self._new[y]))
        found.extend((" ", line) for line in reversed(self._old[:x]))
        return found[::-1]


def _removed_first(changes: Changes) -> Changes:
    """The same changes, with removed lines before added ones."""
    ordered: Changes = []
    added: Changes = []
    for change in changes:
        if change[0] == "+":
            added.append(change)
            continue
        if change[0] == " ":
            ordered += added
            added = []
        ordered.append(change)
    return ordered + added


def diff(old: list[str], new: list[str]) -> Changes:
    """The changes from one version to the other, as few as possible."""
    return _removed_first(_Search(old, new).changes())


def _lines(changes: Changes, signs: str) -> list[str]:
    return [line for sign, line in changes if sign in signs]


def apply(old: list[str], changes: Changes) -> list[str]:
    """The new version. Raises ValueError if the changes do not belong to this old one."""
    if _lines(changes, " -") != old:
        raise ValueError("The changes belong to another old version.")
    return _lines(changes, " +")


def undo(new: list[str], changes: Changes) -> list[str]:
    """The old version. Raises ValueError if the changes do not belong to this new one."""
    if _lines(changes, " +") != new:
        raise ValueError("The changes belong to another new version.")
    return _lines(changes, " -")


def _groups(changes: Changes, context: int) -> list[tuple[int, int]]:
    """From where to where the hunks go, as positions in the changes."""
    groups: list[tuple[int, int]] = []
    for position, (sign, _) in enumerate(changes):
        if sign == " ":
            continue
        start, end = max(0, position - context), min(len(changes), position + 1 + context)
        if groups and start <= groups[-1][1]:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return groups


def hunks(changes: Changes, context: int = 3) -> list[str]:
    """The lines to show: changes, with some unchanged lines around them."""
    shown = []
    for start, end in _groups(changes, context):
        numbers = []
        for signs in (" -", " +"):
            before, inside = (
                len(_lines(part, signs)) for part in (changes[:start], changes[start:end])
            )
            numbers.append(f"{before + 1 if inside else before},{inside}")
        shown.append(f"@@ -{numbers[0]} +{numbers[1]} @@")
        shown += [sign + line for sign, line in changes[start:end]]
    return shown
