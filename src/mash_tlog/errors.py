"""What can be wrong with something that was read; each error's text is a sentence."""


class TlogError(ValueError):
    """Any of the errors below."""


class FormatError(TlogError):
    """The text or the bytes are not in the published format."""


class SignatureError(TlogError):
    """A signature of a known key is wrong, or there is none."""
