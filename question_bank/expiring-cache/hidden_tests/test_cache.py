import time

import pytest
from main import Cache


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_values_that_look_like_nothing(clock):
    cache = Cache(3, clock)
    for key, value in (("none", None), ("zero", 0), ("empty", [])):
        cache.put(key, value)
    assert cache.get("none", "missing") is None
    assert cache.get("zero", "missing") == 0
    assert cache.get("empty", "missing") == []
    assert len(cache) == 3


def test_putting_again_uses_an_entry_and_takes_no_room(clock):
    cache = Cache(2, clock)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.put("a", 3)
    assert len(cache) == 2
    cache.put("c", 4)
    assert cache.get("b") is None
    assert cache.get("a") == 3


def test_room_for_one(clock):
    cache = Cache(1, clock)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") is None
    assert cache.keys() == ["b"]


def test_putting_again_gives_a_new_time_to_live(clock):
    cache = Cache(5, clock)
    cache.put("a", 1, ttl=10)
    clock.now += 9
    cache.put("a", 2, ttl=10)
    clock.now += 9
    assert cache.get("a") == 2
    cache.put("a", 3)
    clock.now += 10_000
    assert cache.get("a") == 3
    cache.put("a", 4, ttl=1)
    clock.now += 1
    assert cache.get("a") is None
    assert cache.purge() == 1


def test_reading_does_not_prolong_life(clock):
    cache = Cache(5, clock)
    cache.put("a", 1, ttl=10)
    for _ in range(9):
        clock.now += 1
        assert cache.get("a") == 1
    clock.now += 1
    assert cache.get("a") is None


def test_what_has_expired_takes_no_room(clock):
    cache = Cache(3, clock)
    cache.put("old", 1)
    cache.put("a", 2, ttl=5)
    cache.put("b", 3, ttl=50)
    clock.now += 5
    cache.put("new", 4)
    assert cache.get("old") == 1
    assert cache.keys() == ["b", "new", "old"]
    assert len(cache) == 3


def test_an_expired_entry_is_no_use_of_its_key(clock):
    cache = Cache(3, clock)
    cache.put("a", 1, ttl=5)
    cache.put("b", 2)
    clock.now += 6
    assert cache.get("a", "gone") == "gone"
    assert cache.keys() == ["b"]
    cache.put("a", 3, ttl=5)
    assert cache.keys() == ["b", "a"]


def test_purge_counts_what_expired_and_nothing_else(clock):
    cache = Cache(3, clock)
    cache.put("a", 1, ttl=5)
    cache.put("a", 1, ttl=50)
    cache.put("b", 1, ttl=5)
    cache.put("c", 1, ttl=6)
    cache.put("d", 1, ttl=7)
    clock.now += 6
    assert cache.get("b") is None
    assert len(cache) == 1
    assert cache.purge() == 2
    clock.now += 100
    assert cache.purge() == 1
    assert cache.purge() == 0


def test_two_caches_do_not_share_anything(clock):
    one, two = Cache(2, clock), Cache(2, clock)
    one.put("a", 1, ttl=3)
    assert two.get("a") is None
    assert len(two) == 0


def test_a_large_cache_is_fast():
    cache = Cache(20_000)
    began = time.perf_counter()
    cache.put_all({number: number for number in range(40_000)}, ttl=3600)
    assert time.perf_counter() - began < 5
    assert len(cache) == 20_000
    assert cache.get(19_999) is None
    assert cache.get(20_000) == 20_000
