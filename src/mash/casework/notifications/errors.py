"""What can be wrong with a whole file or call. What is wrong with one notification stands at its row."""

from __future__ import annotations


class WrongColumnsError(Exception):
    """A mapping that names unknown columns or fields, or leaves out the reference; `sentence` says which."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
