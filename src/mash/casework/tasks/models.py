"""What somebody at a hub gave to somebody there to do, on a case or on none."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mash.foundation.kernel import reference


class Todo(models.Model):
    """One thing to do by a day. Its words never change; that it is done, and what was done, is written beside them.

    On a case it is seen with the case; on none by who made it and whose it is, and by nobody else.
    """

    ref = models.CharField(max_length=20, unique=True, default=reference)
    once = models.CharField(max_length=40, unique=True, help_text="The form's own number: sent twice is one.")
    matter = models.ForeignKey(
        "matters.Matter", null=True, blank=True, on_delete=models.PROTECT, related_name="todos"
    )
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    owner_name = models.CharField(max_length=200)
    what = models.TextField()
    due_on = models.DateField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True)
    done_text = models.TextField(blank=True)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When its owner was told that it is overdue"
    )
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(done_at__isnull=True), name="tasks_open_of_owner"
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(done_at__isnull=True, told_at__isnull=True),
                name="tasks_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
