"""Forms that save themselves: whether what an open page sends is still the latest, so that no tab undoes another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Saved:
    """What is kept: its version, a short print of it where the page has one, the open page that saved it last, and
    whether that page was left by a button."""

    version: int
    page: str
    left: bool
    seen: str = ""


def is_current(post: Mapping[str, str], saved: Saved, *, by_itself: bool = False) -> bool:
    """Whether the page that was posted has seen the latest, or has itself saved it.

    What a page saves `by_itself` may arrive after its button was pressed, and would then undo what the button did.
    """
    page = post.get("page", "")
    if by_itself and saved.left and page == saved.page:
        return False
    return (
        post.get("version") == str(saved.version)
        or (saved.seen != "" and post.get("seen") == saved.seen)
        or (page != "" and page == saved.page)
    )
