import itertools

import pytest
from quotes import quote

FLAGS = ("fragile", "business", "weekend")
WEIGHTS = (1, 499, 500, 501, 1000, 1001, 5000, 5001, 20000, 20001, 20999, 21000, 30000, 30001)


def before(parcel):
    """The function as it was."""
    c = parcel["carrier"]
    z = parcel["zone"]
    g = parcel["grams"]
    if c == "road":
        if z == "local":
            p = 390
            d = 1
        else:
            if z == "near":
                p = 590
                d = 2
            else:
                p = 890
                d = 4
        if g > 1000:
            if g > 5000:
                if g > 20000:
                    p = p + 800 + (g - 20000) // 1000 * 30
                    d = d + 1
                else:
                    p = p + 450
            else:
                p = p + 200
        if parcel.get("fragile"):
            p = p * 1.2
        if parcel.get("business"):
            p = p * 0.9
        if parcel.get("weekend"):
            p = p + 250
            if d > 1:
                d = d - 1
        p = int(p + 0.5)
        return {"cents": p, "days": d}
    else:
        if c == "bike":
            if g > 20000:
                return {"error": "too heavy for bike"}
            if z == "local":
                p = 450
                d = 1
            else:
                if z == "near":
                    p = 900
                    d = 1
                else:
                    return {"error": "too far for bike"}
            if g > 1000:
                p = p + 200
                if g > 5000:
                    p = p + 400
            if parcel.get("fragile"):
                p = p + 100
            if parcel.get("weekend"):
                p = p + 250
            if parcel.get("business"):
                p = p * 0.9
            p = int(p)
            return {"cents": p, "days": d}
        else:
            if c == "air":
                if g > 30000:
                    return {"error": "too heavy for air"}
                if z == "local":
                    return {"error": "too near for air"}
                else:
                    if z == "near":
                        p = 1900
                        d = 1
                    else:
                        p = 2900
                        d = 2
                p = p + (g + 499) // 500 * 85
                if parcel.get("fragile"):
                    p = p + 300
                if parcel.get("weekend"):
                    p = p + 700
                    if d > 1:
                        d = d - 1
                if parcel.get("business"):
                    p = p * 0.85
                    if p != int(p):
                        p = int(p) + 1
                    p = int(p)
                return {"cents": p, "days": d}
            else:
                return {"error": "unknown carrier " + c}


def same(carrier, zone, weights, choices):
    for grams, *flags in itertools.product(weights, *choices):
        parcel = {"carrier": carrier, "zone": zone, "grams": grams}
        parcel.update((name, flag) for name, flag in zip(FLAGS, flags, strict=True) if flag)
        assert quote(parcel) == before(parcel), f"changed for {parcel}"


@pytest.mark.parametrize("carrier", ["road", "bike", "air"])
@pytest.mark.parametrize("zone", ["local", "near", "far"])
def test_prices_are_as_before(carrier, zone):
    same(carrier, zone, WEIGHTS, [(False, True)] * 3)


@pytest.mark.parametrize("carrier", ["road", "bike", "air"])
def test_unknown_zones_are_as_before(carrier):
    same(carrier, "moon", (700, 25000), [(False,), (False, True), (False, True)])


def test_an_unknown_carrier_is_as_before():
    parcel = {"carrier": "ship", "zone": "near", "grams": 5}
    assert quote(parcel) == {"error": "unknown carrier ship"}


def test_prices_are_whole_numbers():
    parcel = {"carrier": "road", "zone": "near", "grams": 5, "fragile": True, "business": True}
    for carrier in ("road", "bike", "air"):
        assert isinstance(quote({**parcel, "carrier": carrier})["cents"], int)


def drone(grams, zone="local", **flags):
    return quote({"carrier": "drone", "zone": zone, "grams": grams, **flags})


def test_drone_weights():
    cents = [drone(grams)["cents"] for grams in (1, 9, 10, 19, 1999, 2000)]
    assert cents == [990, 990, 991, 991, 1189, 1190]


def test_drone_surcharge_and_discount():
    assert drone(100, fragile=True) == {"cents": 1150, "days": 0}
    assert drone(100, business=True) == {"cents": 950, "days": 0}
    assert drone(110, business=True, fragile=True) == {"cents": 1093, "days": 0}
    assert drone(100, weekend=True) == drone(100)


def test_drone_limits():
    assert drone(2001) == {"error": "too heavy for drone"}
    for zone in ("near", "far", "moon"):
        assert drone(500, zone) == {"error": "drone flies local only"}
    assert drone(2001, "far") == {"error": "drone flies local only"}
