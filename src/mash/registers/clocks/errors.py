class UnknownCalendarError(LookupError):
    """No calendar has that key."""


class OverlappingHoursError(ValueError):
    """Two spans of one weekday overlap."""
