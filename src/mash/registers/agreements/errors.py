from collections.abc import Iterable


class DocumentError(ValueError):
    """An agreement's document says something that cannot be; `problems` name where, in the order of the document."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


class SetUpError(RuntimeError):
    """An action refused what set-up asked of it; the text is the refusal's code."""
