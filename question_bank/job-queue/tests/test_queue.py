import pytest
from jobs.policy import Policy
from jobs.queue import LeaseLost, Queue
from jobs.store import MemoryStore
from jobs.worker import Worker


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_step_1_a_job_that_goes_well():
    clock = Clock()
    queue = Queue(MemoryStore(), clock)
    later = queue.add("letter", {"to": "Bo"}, delay=5)
    first = queue.add("letter", {"to": "Ann"})
    job = queue.take()
    assert (job.id, job.kind, job.payload) == (first, "letter", {"to": "Ann"})
    assert queue.take() is None
    queue.done(job.id, job.token)
    clock.now = 5.0
    assert queue.take().id == later
    assert queue.counts() == {"waiting": 0, "taken": 1, "done": 1, "dead": 0}


def test_step_2_a_job_that_fails():
    clock = Clock()
    store = MemoryStore()
    queue = Queue(store, clock, policy=Policy(attempts=2, first=10))
    id = queue.add("letter", {})
    queue.fail(id, queue.take().token, "no paper")
    assert queue.take() is None
    clock.now = 10.0
    queue.fail(id, queue.take().token, "still no paper")
    clock.now = 1000.0
    assert queue.take() is None
    assert store.get(id).state == "dead"
    assert store.get(id).reason == "still no paper"


def test_step_3_a_worker_that_vanishes():
    clock = Clock()
    queue = Queue(MemoryStore(), clock, lease=60)
    id = queue.add("letter", {})
    old = queue.take().token
    clock.now = 60.0
    new = queue.take().token
    with pytest.raises(LeaseLost):
        queue.done(id, old)
    queue.done(id, new)
    assert queue.counts()["done"] == 1


def test_step_4_a_worker():
    queue = Queue(MemoryStore(), Clock())
    queue.add("letter", {"to": "Ann"})
    sent = []
    worker = Worker(queue, {"letter": lambda payload: sent.append(payload["to"])})
    assert worker.run_one() is True
    assert worker.run_one() is False
    assert sent == ["Ann"]
