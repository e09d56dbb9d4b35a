import sys
from collections import deque


class Client:
    """One client's requests that still count."""

    def __init__(self, limit: int, window: int) -> None:
        self.limit = limit
        self.window = window
        self._allowed: deque[tuple[int, int]] = deque()
        self._sum = 0

    def decide(self, now: int, weight: int) -> str:
        """Decide about a request at `now`, in milliseconds."""
        while self._allowed and self._allowed[0][0] + self.window <= now:
            self._sum -= self._allowed.popleft()[1]
        if weight > self.limit:
            return "deny forever"
        excess = self._sum + weight - self.limit
        if excess <= 0:
            self._allowed.append((now, weight))
            self._sum += weight
            return "allow"
        for time, leaving in self._allowed:
            excess -= leaving
            if excess <= 0:
                return f"deny {time + self.window - now}"
        raise AssertionError("an empty window has room for what is below the limit")


def decide(lines: list[str]) -> list[str]:
    """A line to print for each request."""
    limit, window = 0, 0
    clients: dict[str, Client] = {}

    def client(name: str) -> Client:
        if name not in clients:
            clients[name] = Client(limit, window)
        return clients[name]

    printed = []
    for words in (line.split() for line in lines):
        match words:
            case ["limit", most, time]:
                limit, window = int(most), int(time)
            case ["limit", name, most, time]:
                client(name).limit, client(name).window = int(most), int(time)
            case [now, name, *weight]:
                printed.append(client(name).decide(int(now), int(weight[0]) if weight else 1))
    return printed


if __name__ == "__main__":
    for line in decide(sys.stdin.read().splitlines()):
        print(line)
