"""Errors that a person can put right are told as a sentence, without a traceback."""


class UserError(RuntimeError):
    """Something that the person at the keyboard can change; the text says what."""
