from quotes import quote


def test_step_1_by_road():
    assert quote({"carrier": "road", "zone": "near", "grams": 800}) == {"cents": 590, "days": 2}
    fragile = {"carrier": "road", "zone": "far", "grams": 1500, "fragile": True}
    assert quote(fragile) == {"cents": 1308, "days": 4}


def test_step_1_by_bike():
    parcel = {"carrier": "bike", "zone": "local", "grams": 6000, "business": True}
    assert quote(parcel) == {"cents": 945, "days": 1}
    assert quote({**parcel, "zone": "far"}) == {"error": "too far for bike"}


def test_step_1_by_air():
    parcel = {"carrier": "air", "zone": "far", "grams": 2000, "weekend": True}
    assert quote(parcel) == {"cents": 3940, "days": 1}


def test_step_3_by_drone():
    parcel = {"carrier": "drone", "zone": "local", "grams": 345}
    assert quote(parcel) == {"cents": 1024, "days": 0}
    assert quote({**parcel, "grams": 2001}) == {"error": "too heavy for drone"}
