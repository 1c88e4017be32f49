"""Questions to national registers, as the asker may see them."""

from __future__ import annotations

from datetime import datetime

from mash.casework.matters.models import Subject
from mash.casework.national.models import Question
from mash.foundation.visibility import as_service


def latest(subject: Subject) -> Question | None:
    """The last question about this subject."""
    return Question.objects.filter(subject=subject).order_by("-pk").first()


def due(*, at: datetime, most: int = 20) -> list[str]:
    """Questions that wait to be asked, the oldest first, by public id; for the worker."""
    with as_service("national"):
        waiting = Question.objects.filter(state="waiting", due_at__lte=at).order_by("pk")
        return list(waiting.values_list("public_id", flat=True)[:most])
