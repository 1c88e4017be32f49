"""The calendars that the tests count on."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from mash.registers.clocks.rules import Calendar, Nation, Weekly

LONDON = ZoneInfo("Europe/London")

DESK = Calendar(
    key="desk",
    weekly=tuple(Weekly(day, time(9), time(17)) for day in range(5)),
    nation=Nation.ENGLAND,
)


def london(text: str) -> datetime:
    """`2027-03-26 16:59` on the wall in London."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)
