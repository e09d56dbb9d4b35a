"""The sample database: two years of a small shop that sells things for the garden.

All of it is made up here by a random number generator with a fixed seed: the same rows every time
and everywhere. There is something to find in it: a season, a promotion that worked, customers
who came back and some who never bought, a product that is often sent back, gaps in the data.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

SCHEMA = {
    "customers": """
        customer_id INTEGER PRIMARY KEY,
        name VARCHAR NOT NULL,
        email VARCHAR,
        country VARCHAR NOT NULL,
        city VARCHAR,
        signed_up DATE NOT NULL,
        referred_by INTEGER""",
    "products": """
        product_id INTEGER PRIMARY KEY,
        name VARCHAR NOT NULL,
        category VARCHAR NOT NULL,
        price DECIMAL(8, 2) NOT NULL,
        discontinued BOOLEAN NOT NULL""",
    "orders": """
        order_id INTEGER PRIMARY KEY,
        customer_id INTEGER NOT NULL,
        ordered_at TIMESTAMP NOT NULL,
        status VARCHAR NOT NULL,
        shipped_at TIMESTAMP,
        coupon VARCHAR""",
    "order_items": """
        order_id INTEGER NOT NULL,
        product_id INTEGER NOT NULL,
        quantity INTEGER NOT NULL,
        unit_price DECIMAL(8, 2) NOT NULL,
        PRIMARY KEY (order_id, product_id)""",
    "events": """
        event_id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL,
        customer_id INTEGER,
        occurred_at TIMESTAMP NOT NULL,
        kind VARCHAR NOT NULL,
        product_id INTEGER,
        device VARCHAR NOT NULL""",
}
"""Table to columns, in the order in which they are filled."""

_FIRST = """
    Ada Amir Anna Bela Bruno Carla Chen Clara Dara Diego Elif Emma Erik Fatima Felix Freya
    Grace Hana Hugo Ines Ivan Jana Jonas Kai Lea Leon Lina Luca Maja Mateo Mila Nadia Nils
    Nora Omar Otto Paula Petra Rosa Samir Sara Sofia Tara Theo Uma Vera Victor Wanda Yuki
    Zoe
"""
FIRST = tuple(_FIRST.split())
_LAST = """
    Abel Bauer Berg Conti Costa Dahl Ekman Farkas Fischer Garcia Haas Ito Jansen Keller
    Kovacs Lang Lindt Marek Meyer Moreau Nagy Novak Olsen Park Perez Petrov Quist Rossi Roth
    Sato Silva Stein Tanaka Toth Urban Vidal Vogel Weber Wolff Yilmaz
"""
LAST = tuple(_LAST.split())
CITIES = {
    "Germany": ("Berlin", "Hamburg", "Leipzig"),
    "France": ("Lyon", "Paris", "Nantes"),
    "Italy": ("Bologna", "Turin"),
    "Poland": ("Gdynia", "Poznan"),
    "Spain": ("Seville", "Valencia"),
}
PRODUCTS = (
    ("Tools", ("Spade", 24.90), ("Hand fork", 9.50), ("Secateurs", 18.00), ("Rake", 21.50)),
    ("Tools", ("Wheelbarrow", 89.00), ("Hoe", 19.90), ("Folding saw", 27.40)),
    ("Seeds", ("Sunflower", 2.20), ("Carrot", 1.90), ("Basil", 2.50), ("Tomato", 2.90)),
    ("Seeds", ("Wildflower mix", 4.80), ("Pumpkin", 2.60), ("Lettuce", 1.70)),
    ("Pots", ("Clay pot, small", 3.40), ("Clay pot, large", 12.90), ("Hanging basket", 14.50)),
    ("Pots", ("Seed tray", 5.20), ("Balcony box", 16.80)),
    ("Watering", ("Watering can", 17.30), ("Hose, 20 m", 34.90), ("Sprinkler", 22.00)),
    ("Watering", ("Rain gauge", 8.60), ("Drip kit", 41.50)),
    ("Soil", ("Potting soil, 20 l", 7.90), ("Compost, 40 l", 9.80), ("Perlite", 6.30)),
    ("Furniture", ("Bench", 149.00), ("Folding chair", 39.00), ("Lantern", 24.00)),
)
OPENED = date(2023, 1, 1)
DAYS = 730
CUSTOMERS = 400
SESSIONS = 4200
SEASON = (0.5, 0.6, 1.1, 1.7, 1.9, 1.5, 1.1, 0.9, 1.0, 0.8, 0.6, 0.9)
"""How busy each month is."""


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every table's rows."""
    chance = random.Random(1729)  # noqa: S311 - wanted to be the same every time
    products = [
        (number, name, category, price, name in ("Perlite", "Lantern"))
        for number, (category, name, price) in enumerate(_catalogue(), 1)
    ]
    customers = [_customer(number, chance) for number in range(1, CUSTOMERS + 1)]
    # Some come again and again, and many only once.
    eagerness = [min(chance.paretovariate(1.3), 12) for _ in customers]
    orders: list[tuple[Any, ...]] = []
    items: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    for session, moment in enumerate(sorted(_moments(chance)), 1):
        customer = chance.choices(customers, eagerness)[0]
        known = moment.date() >= customer[5] and chance.random() < 0.8
        looked_at = chance.sample(products, chance.choice((1, 1, 2, 3, 4, 5)))
        device = chance.choices(("phone", "desktop", "tablet"), (6, 4, 1))[0]
        who = customer[0] if known else None

        def happens(kind: str, product: int | None = None) -> datetime:
            nonlocal moment
            events.append((len(events) + 1, session, who, moment, kind, product, device))  # noqa: B023
            moment += timedelta(seconds=chance.randint(5, 240))
            return moment

        for product in looked_at:
            happens("view", product[0])
        promotion = moment.year == 2024 and moment.month == 3
        wanted = [p for p in looked_at if chance.random() < (0.75 if promotion else 0.5)]
        for product in wanted:
            happens("add_to_cart", product[0])
        if not wanted or not known or chance.random() < (0.25 if device == "desktop" else 0.45):
            continue
        happens("checkout")
        bought = happens("purchase")
        order = len(orders) + 1
        age = (OPENED + timedelta(days=DAYS) - bought.date()).days
        returned = any(p[1] == "Sprinkler" for p in wanted) and chance.random() < 0.4
        status = "returned" if returned else _status(age, chance)
        shipped = None
        if status in ("shipped", "returned"):
            shipped = bought + timedelta(hours=chance.randint(4, 96))
        coupon = "SPRING24" if promotion and chance.random() < 0.6 else None
        orders.append((order, customer[0], bought, status, shipped, coupon))
        for product in wanted:
            price = product[3] * (0.8 if coupon else 1) * (0.95 if bought.year == 2023 else 1)
            quantity = chance.choice((1, 1, 1, 2, 2, 3, 6 if product[2] == "Seeds" else 1))
            items.append((order, product[0], quantity, round(price, 2)))
    tables = (customers, products, orders, items, events)
    return dict(zip(SCHEMA, tables, strict=True))


def _catalogue() -> Iterator[tuple[str, str, float]]:
    for category, *things in PRODUCTS:
        for name, price in things:
            yield category, name, price


def _customer(number: int, chance: random.Random) -> tuple[Any, ...]:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    email = f"{first}.{last}{number}@example.org".lower() if chance.random() < 0.95 else None
    country = chance.choices(tuple(CITIES), (8, 5, 3, 3, 2))[0]
    city = chance.choice(CITIES[country]) if chance.random() < 0.9 else None
    signed_up = OPENED + timedelta(days=int(chance.triangular(0, DAYS - 5, 60)))
    referrer = chance.randint(1, number - 1) if number > 20 and chance.random() < 0.2 else None
    return number, f"{first} {last}", email, country, city, signed_up, referrer


def _moments(chance: random.Random) -> Iterator[datetime]:
    days = [OPENED + timedelta(days=number) for number in range(DAYS)]
    weights = [SEASON[day.month - 1] * (1.4 if day.weekday() > 4 else 1) for day in days]
    for day in chance.choices(days, weights, k=SESSIONS):
        hour = int(chance.triangular(6, 23, 19))
        yield datetime(
            day.year, day.month, day.day, hour, chance.randrange(60), chance.randrange(60)
        )


def _status(age: int, chance: random.Random) -> str:
    if age < 4:
        return "new"
    return chance.choices(("shipped", "cancelled"), (94, 6))[0]
