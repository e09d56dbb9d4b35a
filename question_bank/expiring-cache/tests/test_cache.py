from main import Cache


class Clock:
    """A clock that stands still until somebody moves it."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_step_1_what_was_put_is_found():
    cache = Cache(2, Clock())
    cache.put("a", 1)
    assert cache.get("a") == 1
    assert cache.get("b") is None
    assert cache.get("b", "nothing") == "nothing"
    assert len(cache) == 1


def test_step_1_the_least_recently_used_goes_first():
    cache = Cache(2, Clock())
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")
    cache.put("c", 3)
    assert cache.get("b") is None
    assert cache.get("a") == 1
    assert cache.get("c") == 3


def test_step_2_entries_expire():
    clock = Clock()
    cache = Cache(5, clock)
    cache.put("short", 1, ttl=30)
    cache.put("long", 2)
    clock.now = 29.5
    assert cache.get("short") == 1
    clock.now = 30.0
    assert cache.get("short") is None
    assert cache.get("long") == 2
    assert len(cache) == 1


def test_step_3_tidy_up():
    clock = Clock()
    cache = Cache(5, clock)
    cache.put("a", 1, ttl=10)
    cache.put("b", 2, ttl=20)
    cache.put("c", 3)
    cache.get("a")
    assert cache.keys() == ["b", "c", "a"]
    clock.now = 15.0
    assert cache.purge() == 1
    assert cache.purge() == 0
    assert cache.keys() == ["b", "c"]
