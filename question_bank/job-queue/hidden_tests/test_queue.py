import pytest
from jobs.policy import Policy
from jobs.queue import LeaseLost, Queue
from jobs.store import MemoryStore
from jobs.worker import Worker


class Clock:
    def __init__(self):
        self.now = 5000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store():
    return MemoryStore()


def test_order_of_jobs(store, clock):
    queue = Queue(store, clock)
    late = queue.add("a", {}, delay=20)
    second = queue.add("a", {}, delay=10)
    third = queue.add("a", {}, delay=10)
    clock.now += 100
    assert [queue.take().id for _ in range(3)] == [second, third, late]
    assert queue.take() is None


def test_an_empty_queue(store, clock):
    queue = Queue(store, clock)
    assert queue.take() is None
    assert queue.counts() == {"waiting": 0, "taken": 0, "done": 0, "dead": 0}
    with pytest.raises(LeaseLost):
        queue.done(17, "token")


def test_everything_is_saved(store, clock):
    queue = Queue(store, clock, lease=30)
    id = queue.add("a", {"n": 1}, delay=3)
    assert store.get(id).not_before == clock.now + 3
    clock.now += 3
    job = queue.take()
    saved = store.get(id)
    assert (saved.state, saved.attempts) == ("taken", 1)
    assert saved.token == job.token
    assert saved.token
    assert saved.lease_until == clock.now + 30
    another = Queue(store, clock)
    another.done(id, job.token)
    assert store.get(id).state == "done"


def test_tokens_are_checked(store, clock):
    queue = Queue(store, clock)
    first, second = queue.add("a", {}), queue.add("a", {})
    one, two = queue.take(), queue.take()
    assert one.token != two.token
    for wrong in (two.token, "", "guess"):
        with pytest.raises(LeaseLost):
            queue.done(first, wrong)
        with pytest.raises(LeaseLost):
            queue.fail(first, wrong, "no")
    queue.done(second, two.token)
    with pytest.raises(LeaseLost):
        queue.done(second, two.token)
    assert queue.counts() == {"waiting": 0, "taken": 1, "done": 1, "dead": 0}


def test_a_waiting_job_belongs_to_nobody(store, clock):
    queue = Queue(store, clock)
    id = queue.add("a", {})
    with pytest.raises(LeaseLost):
        queue.done(id, "")
    token = queue.take().token
    queue.fail(id, token, "no")
    for wrong in (token, ""):
        with pytest.raises(LeaseLost):
            queue.done(id, wrong)
    assert queue.counts()["waiting"] == 1


def test_delays_grow_up_to_the_longest():
    policy = Policy(attempts=10, first=5, factor=3, longest=100)
    assert [policy.delay(attempts) for attempts in (1, 2, 3, 4, 5)] == [5, 15, 45, 100, 100]
    assert Policy(first=500, longest=60).delay(1) == 60
    assert Policy().delay(5000) == 3600


def test_delays_of_a_failing_job(store, clock):
    queue = Queue(store, clock, policy=Policy(attempts=4, first=10, factor=2))
    id = queue.add("a", {})
    for delay in (10, 20, 40):
        queue.fail(id, queue.take().token, "no")
        clock.now += delay - 0.5
        assert queue.take() is None
        clock.now += 0.5
    queue.fail(id, queue.take().token, "never")
    assert store.get(id).state == "dead"
    assert store.get(id).attempts == 4


def test_a_lease_is_over(store, clock):
    queue = Queue(store, clock, lease=60)
    id = queue.add("a", {})
    token = queue.take().token
    clock.now += 59.5
    assert queue.take() is None
    clock.now += 0.5
    with pytest.raises(LeaseLost):
        queue.fail(id, token, "too late")
    job = queue.take()
    assert (job.id, job.attempts) == (id, 2)
    assert job.token != token


def test_workers_that_vanish_use_up_the_attempts(store, clock):
    queue = Queue(store, clock, lease=60, policy=Policy(attempts=2))
    id = queue.add("a", {})
    for _ in range(2):
        assert queue.take().id == id
        clock.now += 60
    assert queue.take() is None
    assert store.get(id).state == "dead"
    assert store.get(id).reason == "lease is over"
    assert queue.counts()["dead"] == 1


def test_what_handlers_raise(store, clock):
    queue = Queue(store, clock)
    bad, unknown = queue.add("bad", {}), queue.add("unknown", {})

    def handle(payload):
        raise ValueError("too long")

    worker = Worker(queue, {"bad": handle})
    assert worker.run_one() is True
    assert worker.run_one() is True
    assert worker.run_one() is False
    assert store.get(bad).reason == "ValueError: too long"
    assert store.get(unknown).reason == "no handler for unknown"
    assert queue.counts()["waiting"] == 2


def test_a_slow_handler_loses_its_lease(store, clock):
    queue = Queue(store, clock, lease=60)
    id = queue.add("slow", {})

    def handle(payload):
        clock.now += 60

    assert Worker(queue, {"slow": handle}).run_one() is True
    assert store.get(id).state != "done"
    assert queue.take().id == id
