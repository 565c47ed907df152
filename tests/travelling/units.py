"""A user's helpers; `rewards` loads them from the file, under a name that no import finds."""

UNITS = {"cm": 1.0, "kg": 1.0}


def worth(unit):
    return UNITS.get(unit, 0.0)
