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


QUESTIONS: dict[str, Callable[[], Files]] = {
    "checkout-experiment": checkout_experiment,
    "meter-days": meter_days,
    "no-shows": no_shows,
    "refunds-by-area": refunds_by_area,
    "repair-shop": repair_shop,
    "scooter-fares": scooter_fares,
    "trail-counters": trail_counters,
    "waiting-charts": waiting_charts,
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
