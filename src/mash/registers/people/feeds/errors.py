"""What can be wrong with a whole file. What is wrong with a row stands in the run's report."""

from __future__ import annotations


class UnreadableFileError(Exception):
    """No row of the file can be read. `code` is stable; `sentence` says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class WrongMappingError(Exception):
    """A mapping that names unknown columns or fields; `sentence` says which."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
