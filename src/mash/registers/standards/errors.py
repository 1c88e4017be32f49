class NoStandardError(LookupError):
    """No practice standard is in force for that population at that time."""


class UnknownListError(LookupError):
    """No code list has that key."""


class DocumentError(ValueError):
    """A standard's or code list's document says something that cannot be; the text names where."""
