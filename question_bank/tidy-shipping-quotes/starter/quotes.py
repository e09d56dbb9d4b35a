"""What it costs to ship a parcel."""

from typing import Any


def quote(parcel: dict[str, Any]) -> dict[str, Any]:
    """The price in cents and the time in days, or an error."""
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
