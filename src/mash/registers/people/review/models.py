"""What reviewers said of pairs: kept as labelled pairs, from which the probabilities are calibrated."""

from __future__ import annotations

from django.db import models


class ReviewDecision(models.Model):
    """One look at one pair of records. The first look makes a statement; the second is blind and only compared."""

    ANSWERS = [("same", "Same person"), ("different", "Two persons"), ("unsure", "Cannot tell")]
    KINDS = [
        ("uncertain", "The machine is not sure"),
        ("named", "People named both"),
        ("numbers", "Different NHS numbers in one person"),
        ("births", "Different dates of birth in one person"),
        ("twins", "Perhaps twins in one person"),
        ("large", "Very many records in one person"),
        ("spread", "Records of very many places in one person"),
    ]

    a = models.ForeignKey("people.Record", on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey("people.Record", on_delete=models.PROTECT, related_name="+", db_index=False)
    person_a = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", help_text="Whom `a` was of at the time"
    )
    person_b = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    answer = models.CharField(max_length=10, choices=ANSWERS)
    look = models.PositiveSmallIntegerField(default=1, help_text="1 is the first, 2 the blind second one")
    bulk = models.BooleanField(default=False, help_text="Said together with others of a safe class")
    model = models.ForeignKey(
        "people.MatchModel", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    probability = models.FloatField(
        null=True, blank=True, help_text="What the model said; null where it had no link"
    )
    statement = models.ForeignKey(
        "people.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.CharField(max_length=80, help_text="str(Actor)")
    by_user = models.BigIntegerField(help_text="The user behind the seat")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="review_by_time"),
            models.Index(fields=["by_user", "a", "b"], name="review_mine"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(a__lt=models.F("b")), name="review_pairs_are_written_once"
            ),
            models.UniqueConstraint(
                fields=["a", "b", "by_user", "statement"],
                nulls_distinct=False,
                name="review_one_word_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(look__in=[1, 2]) & (models.Q(look=1) | models.Q(statement__isnull=True)),
                name="review_second_looks_say_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.a_id} {self.b_id} {self.answer}"
