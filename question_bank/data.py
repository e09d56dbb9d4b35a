"""Makes the data sets of the example questions: `python question_bank/data.py`.

All of it is made up by random number generators with fixed seeds, one for each question, with
nothing but the standard library: the same bytes every time. A change here is a change of the files
beside it; `tests/question_bank/test_data.py` says when the two differ.
"""

from __future__ import annotations

import csv
import io
import math
import random
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

Files = dict[str, bytes]
"""Path inside the folder of a question to what is in the file."""


def table(columns: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file: names of columns separated by blanks, and rows; None becomes an empty field."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns.split())
    writer.writerows(rows)
    return text.getvalue().encode()


def database(schema: str, **rows: Iterable[Sequence[Any]]) -> bytes:
    """An SQLite file: statements that make the tables, and the rows of each."""
    with sqlite3.connect(":memory:") as made:
        made.executescript(schema)
        for name, data in rows.items():
            for row in data:
                marks = ", ".join("?" * len(row))
                made.execute(f"INSERT INTO {name} VALUES ({marks})", row)
        made.commit()
        return made.serialize()


def poisson(random: random.Random, mean: float) -> int:
    """A number of events, of which `mean` are expected."""
    limit, count, product = math.exp(-mean), 0, random.random()
    while product > limit:
        count += 1
        product *= random.random()
    return count


def trail_counters() -> Files:
    """Counters beside cycle paths: names, numbers and times in several spellings, rows twice."""
    rng = random.Random("trail counters")
    spellings = {
        "Mill Bridge": ("Mill Bridge", "Mill Bridge", "MILL BRIDGE", " mill bridge"),
        "Old Harbour": ("Old Harbour", "Old Harbour", "Old  Harbour", "old harbour "),
        "North Gate": ("North Gate", "North Gate", "NORTH GATE"),
        "Lime Avenue": ("Lime Avenue",),
        "Station Square": ("Station Square", "Station Square", "station square"),
    }
    usual = dict(zip(spellings, (940, 800, 95, 140, 1480), strict=True))
    rows: list[tuple[str, str, str]] = []
    for station, names in spellings.items():
        for hour in range(28 * 24):
            at = datetime(2025, 5, 1) + timedelta(hours=hour)
            if station == "Lime Avenue" and at.date() in (date(2025, 5, 17), date(2025, 5, 18)):
                continue  # out of order for a weekend
            day = math.exp(-(((at.hour - 8) / 2.2) ** 2)) + math.exp(-(((at.hour - 17) / 3) ** 2))
            if at.weekday() >= 5:
                day = 1.5 * math.exp(-(((at.hour - 14) / 3.5) ** 2))
                day *= 1.4 if station in ("Old Harbour", "Lime Avenue") else 0.8
            people = poisson(rng, usual[station] * (0.02 + day) / 4) * 4 + rng.randrange(4)
            # This counter's clock writes days first.
            format = "%d.%m.%Y %H:%M" if station == "North Gate" else "%Y-%m-%d %H:%M"
            written = f"{people:,}"
            broken = station == "Station Square" and at.day in (11, 24) and 9 <= at.hour < 20
            if broken or rng.random() < 0.012:
                written = rng.choice(("", "n/a", "-1", "-1"))
            row = (rng.choice(names), at.strftime(format), written)
            if rng.random() < 0.01 and people > 20:
                # Sent too early, and again when the hour was over.
                rows.append((row[0], row[1], f"{people // 2:,}"))
            rows.append(row)
            if rng.random() < 0.015:
                rows.append(row)
    return {"data/counters.csv": table("station time people", rows)}


def refunds_by_area() -> Files:
    """Boxes of vegetables: several refunds for a box, customers who moved, refunds for none."""
    rng = random.Random("refunds by area")
    areas = ("Riverside", "Old Town", "Hillcrest", "Docks", "Parkland")
    customers: list[tuple[Any, ...]] = []
    for number in range(1, 241):
        area = rng.choices(areas, (5, 4, 3, 2, 3))[0]
        on = date(2024, 1, 5) + timedelta(days=rng.randrange(300))
        customers.append((number, area, on.isoformat()))
        if rng.random() < 0.12:
            moved = on + timedelta(days=rng.randrange(20, 200))
            customers.append((number, rng.choice(areas), moved.isoformat()))
    rng.shuffle(customers)
    boxes, refunds = [], []
    where = {number: area for number, area, _ in sorted(customers, key=lambda row: row[2])}
    for number in range(1, 1501):
        customer = rng.randrange(1, 252)  # some are in no list of customers
        price = rng.choice((19.9, 24.9, 24.9, 32.5, 41.0))
        on = date(2025, 1, 6) + timedelta(days=number * 150 // 1500)
        boxes.append((f"B-{number:05}", customer, on.isoformat(), price))
        bad = 0.22 if where.get(customer) == "Docks" else 0.07
        if rng.random() < bad:
            for _ in range(rng.choices((1, 2, 3), (70, 22, 8))[0]):
                amount = round(price * rng.choice((0.1, 0.2, 0.25, 0.3)), 2)
                written = f"B-{number:05}"
                if rng.random() < 0.1:
                    written = rng.choice((written.lower(), f" {written}", f"{written} "))
                reason = rng.choices(("late", "damaged", "missing item", ""), (4, 4, 3, 1))[0]
                refunds.append((written, amount, reason))
    for number in (1871, 2044, 2045, 3190):
        refunds.append((f"B-{number:05}", 6.5, "late"))
    rng.shuffle(refunds)
    return {
        "data/customers.csv": table("customer_id area updated_on", customers),
        "data/boxes.csv": table("box_id customer_id delivered_on price", boxes),
        "data/refunds.csv": table("box_id amount reason", refunds),
    }


def meter_days() -> Files:
    """Electricity meters around the night when clocks go forward: gaps, and a meter exchanged."""
    rng = random.Random("meter days")
    rows = []
    for meter, base in (("M-201", 0.31), ("M-202", 0.55), ("M-203", 0.12), ("M-204", 0.8)):
        register = rng.uniform(1000, 30000)
        start = datetime(2025, 3, 24, 23)
        for hour in range(10 * 24):
            at = start + timedelta(hours=hour)
            evening = math.exp(-(((at.hour - 18) / 3) ** 2))
            used = base * (0.4 + 0.9 * evening) * rng.uniform(0.6, 1.5)
            register += used
            if meter == "M-203" and hour == 130:
                register = 0.0  # a new meter
            # M-202 says nothing for a while, across two midnights here and one there.
            silent = meter == "M-202" and (60 <= hour < 100 or 165 <= hour < 171)
            if silent or rng.random() < 0.006:
                continue
            row = (meter, f"{at:%Y-%m-%dT%H:%M:%SZ}", f"{register:.3f}")
            rows.append(row)
            if rng.random() < 0.01:
                rows.append(row)
    rng.shuffle(rows)
    return {"data/readings.csv": table("meter read_at kwh", rows)}


def checkout_experiment() -> Files:
    """An experiment whose new page loses those who wait longest, before they are counted."""
    rng = random.Random("checkout experiment, 6")
    rows: list[tuple[Any, ...]] = []
    for number in range(1, 6201):
        visitor = f"v{number:05}"
        device = rng.choices(("computer", "new phone", "old phone"), (38, 26, 36))[0]
        arm = rng.choice("AB")
        if arm == "B" and device == "old phone" and rng.random() < 0.6:
            continue  # gone before the page was there, and before it could report
        rate = {"computer": 0.13, "new phone": 0.1, "old phone": 0.02}[device]
        first = datetime(2025, 9, 1) + timedelta(minutes=rng.randrange(14 * 24 * 60))
        visits = rng.choices((1, 2, 3), (70, 22, 8))[0]
        ordered = rng.random() < rate
        for visit in range(visits):
            at = first + timedelta(minutes=visit * rng.randrange(30, 2000))
            # Whoever deletes cookies may be counted in the other arm as well.
            seen = arm if rng.random() > 0.006 else "AB"[arm == "A"]
            last = visit == visits - 1
            value = round(rng.lognormvariate(3.6, 0.5), 2) if ordered and last else 0
            rows.append((visitor, f"{at:%Y-%m-%d %H:%M}", seen, device, int(value > 0), value))
    rows.sort(key=lambda row: row[1])
    return {"data/visits.csv": table("visitor_id at arm device ordered value", rows)}


def no_shows(count: int = 3600) -> Files:
    """Appointments of a clinic: columns that are only known afterwards, patients who come again."""
    rng = random.Random("no shows")
    patients = {
        number: (rng.randrange(18, 88), rng.gauss(0, 1.3), rng.choice(("letter", "phone", "text")))
        for number in range(1, 701)
    }
    visits = []
    for _ in range(count):
        starts = datetime(2025, 1, 7, 8) + timedelta(days=rng.randrange(350))
        starts += timedelta(minutes=15 * rng.randrange(36))
        if starts.weekday() < 5:
            visits.append((starts, rng.randrange(1, 701)))
    visits.sort()
    rows, missed_of = [], {number: [0, 0] for number in patients}
    drafts = []
    for number, (starts, patient) in enumerate(visits, 1):
        age, habit, reminder = patients[patient]
        ahead = min(90, int(rng.expovariate(1 / 21)) + 1)
        booked = starts.date() - timedelta(days=ahead)
        odds = -2.6 + habit + 0.035 * ahead - 0.02 * (age - 50)
        odds -= {"letter": 0.0, "phone": 0.5, "text": 0.8}[reminder]
        missed = rng.random() < 1 / (1 + math.exp(-odds))
        missed_of[patient][0] += 1
        missed_of[patient][1] += missed
        minutes = "" if missed else max(4, round(rng.gauss(17, 6)))
        fee = 25 if missed and rng.random() < 0.6 else 0
        again = int(not missed and rng.random() < 0.35)
        drafts.append((number, patient, booked, starts, age, reminder, minutes, fee, again, missed))
    for number, patient, booked, starts, age, reminder, minutes, fee, again, missed in drafts:
        # Somebody calculated this later, from all appointments of the year.
        total, missing = missed_of[patient]
        rate = round(missing / total, 3)
        shown = "" if rng.random() < 0.03 else age
        row = (number, patient, booked.isoformat(), f"{starts:%Y-%m-%d %H:%M}", shown, reminder)
        rows.append((*row, rate, minutes, fee, again, int(missed)))
    columns = (
        "appointment_id patient_id booked_on starts_at age reminder patient_no_show_rate "
        "minutes_in_room fee_charged follow_up_booked no_show"
    )
    return {"data/appointments.csv": table(columns, rows)}


def waiting_charts() -> Files:
    """Questions to three support teams: the last ones are still without an answer."""
    rng = random.Random("waiting charts")
    end = datetime(2025, 6, 30)
    rows = []
    number = 40000
    for minute in range(0, 12 * 7 * 24 * 60, 60):
        at = datetime(2025, 4, 7) + timedelta(minutes=minute + rng.randrange(60))
        for team, per_hour, usual in (
            ("Accounts", 0.30, 5.0),
            ("Deliveries", 0.42, 8.0),
            ("Technical", 0.20, 16.0),
        ):
            if team == "Deliveries" and date(2025, 5, 19) <= at.date() <= date(2025, 6, 1):
                usual *= 2.6  # two people were ill
            for _ in range(poisson(rng, per_hour)):
                number += 1
                urgent = rng.random() < 0.15
                hours = rng.lognormvariate(math.log(usual * (0.35 if urgent else 1)), 0.9)
                answered = at + timedelta(hours=hours)
                written = f"{answered:%Y-%m-%d %H:%M}" if answered < end else ""
                priority = "urgent" if urgent else "normal"
                rows.append((number, team, priority, f"{at:%Y-%m-%d %H:%M}", written))
    return {"data/questions.csv": table("question_id team priority asked_at answered_at", rows)}


def scooter_fares() -> Files:
    """Rides on rented scooters, and the tariffs of two towns through the year."""
    rng = random.Random("scooter fares")
    tariffs = [
        ("Linz", "2025-01-01 00:00", 1.0, 0.19),
        ("Linz", "2025-04-01 00:00", 1.0, 0.22),
        ("Linz", "2025-06-15 06:00", 0.5, 0.25),
        ("Graz", "2025-01-01 00:00", 0.9, 0.21),
        ("Graz", "2025-05-01 00:00", 1.2, 0.18),
    ]
    rides = []
    for _ in range(2400):
        at = datetime(2025, 3, 1) + timedelta(minutes=rng.randrange(150 * 24 * 60))
        minutes = min(240.0, round(rng.lognormvariate(2.2, 0.8), 1))
        rider, town = rng.randrange(1, 90), rng.choice(("Linz", "Graz"))
        rides.append((f"{at:%Y-%m-%d %H:%M}", rider, town, minutes))
    rides.sort()
    rows = [(number, *ride) for number, ride in enumerate(rides, 1)]
    return {
        "data/rides.csv": table("ride_id started_at rider_id town minutes", rows),
        "data/tariffs.csv": table("town valid_from unlock per_minute", tariffs),
    }


def repair_shop() -> Files:
    """Repairs of bicycles in three workshops, one of which is closed in some months."""
    rng = random.Random("repair shop")
    kinds = {"brakes": 38, "gears": 52, "wheel": 45, "electric": 120, "service": 79}
    rows = []
    for day in range(365):
        on = date(2024, 7, 1) + timedelta(days=day)
        for shop, mean in (("East", 1.6), ("West", 1.1), ("Harbour", 0.9)):
            if shop == "Harbour" and on.month in (1, 2):
                continue
            for _ in range(poisson(rng, mean * (1.3 if on.month in (4, 5, 6) else 0.9))):
                kind = rng.choices(list(kinds), (6, 5, 4, 2, 3))[0]
                price = 5 * round(kinds[kind] * rng.uniform(0.7, 1.4) / 5)
                rows.append((shop, kind, on.isoformat(), price))
    rows = [(number, *row) for number, row in enumerate(rows, 1)]
    return {"data/repairs.csv": table("repair_id workshop kind finished_on price", rows)}


LIBRARY = """
    CREATE TABLE branches (branch_id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE members (member_id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE titles (title_id INTEGER PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL);
    CREATE TABLE loans (
        loan_id INTEGER PRIMARY KEY,
        title_id INTEGER NOT NULL REFERENCES titles,
        member_id INTEGER NOT NULL REFERENCES members,
        branch_id INTEGER NOT NULL REFERENCES branches,
        lent_on TEXT NOT NULL,
        due_on TEXT NOT NULL,
        returned_on TEXT
    );
"""


def library_branches() -> Files:
    """Loans of a library: a branch and titles that nobody uses, books that were never returned."""
    rng = random.Random("library branches")
    branches = ["Centre", "Riverbank", "Hill Road", "West End", "Mobile library", "New Quarter"]
    first = "Ada Bo Cleo Dan Edda Finn Gil Hedy Ivo June Kit Lou Mo Nell Ole Pia Quin Ria Sol Tea"
    last = "Arden Birch Cole Drum Elm Frost Gale Hart Imber Jolly"
    names = [f"{a} {b}" for b in last.split() for a in first.split()]
    names[166] = names[156]
    words = [
        "Night",
        "River",
        "Stone",
        "Garden",
        "Letter",
        "Winter",
        "Bridge",
        "Island",
        "Sea",
        "Town",
    ]
    more = [
        "Blue",
        "Last",
        "Silent",
        "Early",
        "Broken",
        "Open",
        "Second",
        "Distant",
        "Small",
        "New",
    ]
    kinds = rng.choices(("novel", "comic", "film", "audiobook"), (6, 3, 2, 1), k=90)
    titles = [(n + 1, f"The {more[n // 10]} {words[n % 10]}", kind) for n, kind in enumerate(kinds)]
    loans = []
    for number in range(1, 2601):
        lent = date(2023, 10, 1) + timedelta(days=number * 480 // 2600)
        due = lent + timedelta(days=28)
        back: date | None = lent + timedelta(days=min(75, int(rng.expovariate(1 / 16)) + 1))
        if back > date(2025, 1, 31) or rng.random() < 0.006:
            back = None
        title = int(80 * rng.random() ** 1.4) + 1  # the last ten are never lent
        branch = rng.choices(range(1, 6), (9, 6, 5, 4, 1))[0]
        member = rng.randrange(1, 196)
        returned = back.isoformat() if back else None
        row = (number, title, member, branch, lent.isoformat(), due.isoformat(), returned)
        loans.append(row)
    small = [
        (1, 1, 1, 1, "2023-12-31", "2024-01-28", "2024-01-05"),
        (2, 1, 1, 1, "2024-01-01", "2024-01-29", "2024-01-30"),
        (3, 2, 1, 1, "2024-12-31", "2025-01-28", None),
        (4, 2, 2, 2, "2025-01-01", "2025-01-29", "2025-01-31"),
        (5, 3, 2, 2, "2025-01-03", "2025-01-31", None),
        (6, 1, 3, 1, "2024-05-01", "2024-05-29", None),
        (7, 2, 3, 1, "2024-06-01", "2024-06-29", None),
    ]
    return {
        "data/library.sqlite": database(
            LIBRARY,
            branches=enumerate(branches, 1),
            members=enumerate(names, 1),
            titles=titles,
            loans=loans,
        ),
        "hidden_tests/small.sqlite": database(
            LIBRARY,
            branches=[(1, "North"), (2, "South"), (3, "Attic")],
            members=[(1, "Kim"), (2, "Kim"), (3, "Lee"), (4, "Sam")],
            titles=[(1, "A", "novel"), (2, "B", "novel"), (3, "C", "comic"), (4, "D", "film")],
            loans=small,
        ),
    }


STOCK = """
    CREATE TABLE products (product_id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE movements (
        movement_id INTEGER PRIMARY KEY,
        product_id INTEGER NOT NULL REFERENCES products,
        moved_at TEXT NOT NULL,
        quantity INTEGER NOT NULL
    );
"""


def warehouse_stock() -> Files:
    """What came into a warehouse and what was sold: now and then more than there was."""
    rng = random.Random("warehouse stock")
    products = ["Oak shelf", "Pine desk", "Wall lamp", "Door mat", "Coat rack"]
    moves: list[tuple[str, int, int]] = []
    for product, mean in enumerate((1.4, 0.7, 2.2, 3.1, 0.3), 1):
        stock = 0
        for day in range(120):
            on = datetime(2025, 1, 1) + timedelta(days=day)
            if day % 28 == 0 or (stock < 6 * mean and rng.random() < 0.3):
                come = round(24 * mean)
                stock += come
                # Some deliveries nobody wrote down.
                if product not in (1, 4) or day == 0 or rng.random() < 0.3:
                    moves.append((f"{on + timedelta(hours=7):%Y-%m-%d %H:%M}", product, come))
            if on.weekday() == 6:
                continue
            left = poisson(rng, mean)
            while left > 0:
                sold = min(left, rng.randrange(1, 4))
                left -= sold
                stock -= sold
                at = on + timedelta(hours=9, minutes=30 * rng.randrange(18))
                moves.append((f"{at:%Y-%m-%d %H:%M}", product, -sold))
    moves.sort(key=lambda move: (move[0], move[2] < 0))
    rows = [(n, product, at, count) for n, (at, product, count) in enumerate(moves, 1)]
    small = [
        (1, 1, "2025-02-20 08:00", 5),
        (2, 1, "2025-02-23 09:00", -7),
        (3, 1, "2025-02-23 09:00", 4),
        (4, 1, "2025-03-01 09:00", -3),
        (5, 1, "2025-03-04 09:00", -1),
        (6, 1, "2025-03-04 18:00", -2),
        (7, 2, "2025-01-01 09:00", 10),
        (8, 2, "2025-03-09 09:00", -10),
        (9, 1, "2025-04-01 09:00", -7),
        (10, 3, "2025-03-09 09:00", 4),
    ]
    return {
        "data/warehouse.sqlite": database(STOCK, products=enumerate(products, 1), movements=rows),
        "hidden_tests/small.sqlite": database(
            STOCK,
            products=[(1, "Oak shelf"), (2, "Vase"), (3, "Rug"), (4, "Clock")],
            movements=small,
        ),
    }


MACHINES = """
    CREATE TABLE machines (machine_id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE readings (
        machine_id INTEGER NOT NULL REFERENCES machines,
        read_at TEXT NOT NULL,
        celsius REAL NOT NULL
    );
"""


def machine_outages() -> Files:
    """Machines that report every five minutes or so: gaps, and stretches when they were hot."""
    rng = random.Random("machine outages")
    names = ["Press 1", "Press 2", "Oven", "Saw", "Packer"]
    hot = {1: [(300, 9)], 3: [(80, 14), (420, 5), (430, 2)], 4: [(200, 2)], 5: [(500, 30)]}
    silent = {1: [(100, 30)], 2: [(110, 8), (400, 12)], 3: [(118, 60)], 5: [(250, 4), (530, 7)]}
    rows = []
    for machine in range(1, 6):
        at = datetime(2025, 9, 15) + timedelta(seconds=rng.randrange(120))
        heat = rng.uniform(48, 60)
        for step in range(3 * 24 * 12 - 200):
            heat += rng.gauss(0, 1.2) + (54 - heat) * 0.05
            at += timedelta(seconds=300 + rng.randrange(-40, 41))
            if any(first <= step < first + count for first, count in silent.get(machine, [])):
                continue
            if rng.random() < 0.02:
                continue  # one message lost
            on = any(first <= step < first + count for first, count in hot.get(machine, []))
            celsius = rng.uniform(80.5, 93) if on else min(heat, 79)
            rows.append((machine, f"{at:%Y-%m-%d %H:%M:%S}", round(celsius, 1)))
    rng.shuffle(rows)

    def small(*readings: tuple[int, str, float]) -> list[tuple[int, str, float]]:
        return [(m, f"2025-09-30 {at}" if len(at) == 8 else at, c) for m, at, c in readings]

    cases = small(
        (1, "23:50:00", 80.0),
        (1, "2025-10-01 00:05:00", 85.0),
        (1, "2025-10-01 00:20:01", 80.0),
        (1, "2025-10-01 00:25:00", 79.9),
        (1, "2025-10-01 00:30:00", 90.0),
        (1, "2025-10-01 00:35:00", 91.0),
        (1, "2025-10-01 00:55:00", 20.0),
        (2, "23:00:00", 20.0),
        (2, "2025-10-01 00:05:00", 20.0),
        (3, "23:30:00", 81.0),
        (3, "23:40:00", 82.0),
        (3, "2025-10-01 00:20:01", 83.0),
        (4, "2025-10-01 00:00:00", 20.0),
    )
    return {
        "data/machines.sqlite": database(MACHINES, machines=enumerate(names, 1), readings=rows),
        "hidden_tests/small.sqlite": database(
            MACHINES,
            machines=[(1, "A"), (2, "B"), (3, "C"), (4, "D"), (5, "E")],
            readings=cases,
        ),
    }


READERS = """
    CREATE TABLE readers (
        reader_id INTEGER PRIMARY KEY, plan TEXT NOT NULL, signed_up_on TEXT NOT NULL
    );
    CREATE TABLE visits (
        reader_id INTEGER NOT NULL REFERENCES readers, visited_on TEXT NOT NULL
    );
"""


def reader_retention() -> Files:
    """Readers of an online magazine: when they signed up, and on which days they came."""
    rng = random.Random("reader retention")
    readers, visits = [], []
    for number in range(1, 701):
        on = date(2025, 1, 1) + timedelta(days=int(180 * rng.random() ** 1.2))
        plan = rng.choices(("monthly", "yearly", "student", "gift"), (60, 25, 13, 2))[0]
        readers.append((number, plan, on.isoformat()))
        if plan == "gift":
            continue  # presents that nobody unpacked
        loyal = rng.random() ** (1.6 if plan == "monthly" else 0.9)
        day = on + timedelta(days=rng.choice((0, 0, 0, 1, 3, 8)))
        while day <= date(2025, 6, 30):
            visits.append((number, day.isoformat()))
            if rng.random() < 0.06:
                visits.append((number, day.isoformat()))  # with the telephone as well
            if rng.random() > 0.72 + 0.27 * loyal:
                if rng.random() < 0.8:
                    break
                day += timedelta(days=rng.randrange(50, 90))
            day += timedelta(days=1 + int(rng.expovariate(1 / (9 - 6 * loyal))))
    rng.shuffle(visits)
    small = [
        (1, "2025-04-30"),
        (1, "2025-05-06"),
        (1, "2025-06-30"),
        (2, "2025-05-07"),
        (2, "2025-05-07"),
        (3, "2025-06-30"),
        (4, "2025-01-31"),
        (4, "2025-04-01"),
        (4, "2025-06-29"),
    ]
    return {
        "data/readers.sqlite": database(READERS, readers=readers, visits=visits),
        "hidden_tests/small.sqlite": database(
            READERS,
            readers=[
                (1, "monthly", "2025-04-30"),
                (2, "monthly", "2025-04-30"),
                (3, "yearly", "2025-06-30"),
                (4, "student", "2025-01-31"),
                (5, "gift", "2025-04-02"),
            ],
            visits=small,
        ),
    }


def river_gaps() -> Files:
    """Four stations on rivers: sensors that fail by chance, for weeks, or whenever it matters."""
    rng = random.Random("river gaps")
    rows: list[tuple[Any, ...]] = []
    days = [date(2025, 2, 1) + timedelta(days=n) for n in range(180)]
    rain = [rng.choice((0, 0, 0, 1, 1)) * round(rng.expovariate(1 / 7), 1) for _ in days]
    stations = (("Aue", 80, 30), ("Brück", 140, 55), ("Celle", 60, 20), ("Dorn", 210, 90))
    for station, base, cloudy in stations:
        wet = 0.0
        for n, day in enumerate(days):
            here = round(max(0.0, rain[n] * rng.uniform(0.7, 1.3)), 1)
            wet = 0.6 * wet + here
            level: Any = round(base + 2.5 * wet + rng.gauss(0, 4))
            mud = cloudy * (1 + 0.28 * wet * rng.uniform(0.7, 1.4)) + rng.gauss(0, 4)
            turbidity: Any = round(max(2.0, mud), 1)
            if turbidity > 400:
                turbidity = ""  # more than the sensor can show
            if station == "Brück" and 60 <= n < 81:
                level = ""  # struck by a tree, repaired three weeks later
            written: Any = "" if rng.random() < 0.04 else here
            if rng.random() < 0.02:
                continue  # no message at all that day
            rows.append((day.isoformat(), station, level, written, turbidity))
    rows.sort()
    return {"data/rivers.csv": table("day station level_cm rain_mm turbidity", rows)}


def charging_points() -> Files:
    """A month at the charging points of a car park: sessions logged twice, and some that failed."""
    rng = random.Random("charging points")
    sessions = []
    for hour in range(30 * 24):
        start = datetime(2025, 6, 1) + timedelta(hours=hour)
        busy = 0.25 + 1.6 * math.exp(-(((start.hour - 16) / 4.5) ** 2))
        for _ in range(poisson(rng, 2.9 * busy)):
            at = start + timedelta(seconds=rng.randrange(3600))
            minutes: Any = round(rng.expovariate(1 / 46), 1) + 0.1
            if rng.random() < 0.03:
                minutes = rng.choice(("", 0))
            sessions.append((f"{at:%Y-%m-%d %H:%M:%S}", minutes))
    sessions.sort(key=lambda session: session[0])
    rows = []
    for number, (at, minutes) in enumerate(sessions, 7001):
        written = f"{minutes:.1f}" if minutes else minutes
        rows += [(number, at, written)] * (2 if rng.random() < 0.02 else 1)
    return {"data/sessions.csv": table("session_id arrived_at minutes", rows)}


def fraud_alerts() -> Files:
    """Payments with the score of a model: fraud is rare, and reported weeks later."""
    rng = random.Random("fraud alerts")
    rows = []
    for number in range(1, 9001):
        day = date(2025, 3, 1) + timedelta(days=number * 122 // 9001)
        fraud = rng.random() < 0.011
        amount = round(rng.lognormvariate(4.6 if fraud else 3.4, 0.9), 2)
        hidden = rng.gauss(0.2 if fraud else -2.6, 1.2 if fraud else 0.8)
        score = round(1 / (1 + math.exp(-hidden)), 2)
        reported = ""
        if fraud:
            on = day + timedelta(days=min(44, int(rng.expovariate(1 / 16)) + 2))
            reported = on.isoformat() if on <= date(2025, 6, 30) else ""
        rows.append((number, day.isoformat(), amount, f"{score:.2f}", reported))
    return {"data/payments.csv": table("payment_id day amount score reported_on", rows)}


def member_export() -> Files:
    """The members of a sports club as an old program exports them."""
    rng = random.Random("member export")
    fees = {"basic": 19, "plus": 29, "family": 49}
    first = ("anna", "ben", "carla", "david", "emil", "fritzi", "greta", "hanno", "ida", "jonas")
    rows: list[list[Any]] = []
    for number in range(1, 901):
        joined = date(2016, 1, 1) + timedelta(days=rng.randrange(3400))
        born = date(1948, 1, 1) + timedelta(days=rng.randrange(21500))
        left = joined + timedelta(days=rng.randrange(30, 2500))
        plan = rng.choices(tuple(fees), (5, 3, 2))[0]
        gone = left.isoformat() if left < date(2025, 9, 1) and rng.random() < 0.6 else ""
        postcode = f"{rng.choice((1067, 1099, 4103, 6108, 10115, 12043, 20095, 80331, 99084)):05}"
        email = f"{rng.choice(first)}.{number}@post.example"
        row: list[Any] = [number, email, postcode, born.isoformat(), joined.isoformat(), gone, plan]
        rows.append([*row, fees[plan]])
    picked = rng.sample(range(900), 104)
    for n, at in enumerate(picked):
        row = rows[at]
        if n < 14:
            row[1] = rng.choice(
                ("", "none", "anna.post.example", "@post.example", "b@@post.example")
            )
        elif n < 18:
            row[2] = rng.choice(("8033", "8033I", ""))
        elif n < 30:
            row[3] = rng.choice(("1900-01-01", "1900-01-01", "2031-05-04", ""))
        elif n < 36:
            row[5] = (
                date.fromisoformat(row[4]) - timedelta(days=rng.randrange(1, 300))
            ).isoformat()
        elif n < 40:
            row[4] = "2052-02-11"
            row[5] = ""
        elif n < 46:
            row[6] = rng.choice(("Basic", "premium", ""))
        elif n < 98:
            row[7] = rng.choice((0, 17, 26))
        else:
            rows.append(list(row))  # exported twice
    return {
        "data/members.csv": table(
            "member_id email postcode born_on joined_on left_on plan fee", rows
        )
    }


QUESTIONS: dict[str, Callable[[], Files]] = {
    "charging-points": charging_points,
    "checkout-experiment": checkout_experiment,
    "fraud-alerts": fraud_alerts,
    "library-branches": library_branches,
    "machine-outages": machine_outages,
    "member-export": member_export,
    "meter-days": meter_days,
    "no-shows": no_shows,
    "reader-retention": reader_retention,
    "refunds-by-area": refunds_by_area,
    "repair-shop": repair_shop,
    "river-gaps": river_gaps,
    "scooter-fares": scooter_fares,
    "trail-counters": trail_counters,
    "waiting-charts": waiting_charts,
    "warehouse-stock": warehouse_stock,
}
"""The folder of a question to what makes its data."""


def main() -> None:
    """Write all files."""
    for slug, make in QUESTIONS.items():
        for path, content in make().items():
            target = HERE / slug / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


if __name__ == "__main__":
    main()
