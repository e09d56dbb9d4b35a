import heapq
import sys
from dataclasses import dataclass, field


@dataclass
class Task:
    name: str
    seconds: int
    needs: set[str]
    followers: list["Task"] = field(default_factory=list)
    chain: int = 0


def order(tasks: dict[str, Task]) -> list[Task]:
    """The tasks that can run, each after all that it needs; fills in who follows whom."""
    for task in tasks.values():
        for need in task.needs:
            if need in tasks:
                tasks[need].followers.append(task)
    waiting = {task.name: len(task.needs) for task in tasks.values()}
    ready = [task for task in tasks.values() if not task.needs]
    for task in ready:  # grows while we walk along it
        for follower in task.followers:
            waiting[follower.name] -= 1
            if not waiting[follower.name]:
                ready.append(follower)
    return ready


def schedule(tasks: list[Task], workers: int, longest: bool) -> list[str]:
    """What starts when. All tasks can run."""
    ready: list[tuple[int, str, Task]] = []
    running: list[tuple[int, str, Task]] = []
    waiting = {task.name: len(task.needs) for task in tasks}

    def offer(task: Task) -> None:
        heapq.heappush(ready, (-task.chain if longest else 0, task.name, task))

    for task in tasks:
        if not task.needs:
            offer(task)
    printed, now = [], 0
    while ready or running:
        while ready and len(running) < workers:
            _, name, task = heapq.heappop(ready)
            printed.append(f"{now} {name}")
            heapq.heappush(running, (now + task.seconds, name, task))
        now = running[0][0]
        while running and running[0][0] == now:
            for follower in heapq.heappop(running)[2].followers:
                if follower.name in waiting:
                    waiting[follower.name] -= 1
                    if not waiting[follower.name]:
                        offer(follower)
    return [*printed, f"finished {now}"]


def report(lines: list[str]) -> list[str]:
    """The lines to print for a list of tasks."""
    tasks: dict[str, Task] = {}
    workers, longest = 1, False
    for words in (line.split() for line in lines):
        match words:
            case ["workers", number]:
                workers = int(number)
            case ["policy", name]:
                longest = name == "longest"
            case ["task", name, seconds, *needs]:
                tasks[name] = Task(name, int(seconds), set(needs))
    possible = order(tasks)
    for task in reversed(possible):
        # Followers that never run have a chain of 0.
        task.chain = task.seconds + max((other.chain for other in task.followers), default=0)
    impossible = sorted(tasks.keys() - {task.name for task in possible})
    return [*(f"impossible {name}" for name in impossible), *schedule(possible, workers, longest)]


if __name__ == "__main__":
    for line in report(sys.stdin.read().splitlines()):
        print(line)
