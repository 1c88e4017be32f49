"""Model households as plain data: who lives there, what was referred when, and where its work has got to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.pages import names
from mash.casework.intake.arrival import PersonSaid
from mash.registers.people.rules import Said

MODELS = 40
STAGES = ("new", "identified", "rated", "asking", "answered", "decided", "closed")
GIVEN = ("Rosa", "Tomas", "Imogen", "Callum", "Anwen", "Yusuf", "Freya", "Desmond", "Nadia", "Piotr")


@dataclass(frozen=True)
class Referral:
    received_at: datetime
    stage: str


@dataclass(frozen=True)
class Household:
    """Model `number`, or its `copy`-th copy (the model is copy 0): who lives there and what was referred when."""

    number: int
    copy: int
    hub: str
    children: int
    referrals: tuple[Referral, ...]

    def copied(self, copy: int) -> Household:
        return Household(self.number, copy, self.hub, self.children, self.referrals)

    @property
    def place(self) -> int:
        """A number that no other household has."""
        return self.copy * MODELS + self.number

    @property
    def family(self) -> str:
        return names.family(self.place)

    @property
    def house(self) -> str:
        return names.house(self.place)

    def nhs_number(self, child: int) -> str:
        return names.nhs_number(self.place * 3 + child)

    def draft(self, referral: int) -> str:
        return f"BENCH{self.place:08}{referral}"

    @property
    def open(self) -> bool:
        return self.referrals[-1].stage != "closed"

    def people(self) -> tuple[PersonSaid, ...]:
        address = {"lines": f"{self.house} Farm, Ostermarch", "postcode": "ZZ1 4AB"}
        children = [
            PersonSaid(
                role="subject" if child == 0 else "sibling",
                said={
                    "given_name": GIVEN[(self.number + child * 3) % len(GIVEN)],
                    "family_name": self.family,
                    "nhs_number": self.nhs_number(child),
                    "born": {
                        "day": 1 + (self.number + child * 9) % 28,
                        "month": 1 + (self.number * 5 + child) % 12,
                        "year": 2018 - self.number % 9 + child * 2,
                    },
                    "address": address,
                },
            )
            for child in range(self.children)
        ]
        mother: Said = {"given_name": "Sioned", "family_name": self.family, "address": address}
        return (*children, PersonSaid(role="parent", said=mother))


def models(today: datetime) -> list[Household]:
    """Thirty households whose work is closed, over the last two years, and ten with work in hand."""
    made = []
    for number in range(30):
        first = today - timedelta(days=60 + number * 21, hours=number % 5)
        dates = [first - timedelta(days=200), first] if number % 3 == 0 else [first]
        made.append(
            Household(
                number,
                0,
                "city" if number % 5 == 4 else "county",
                1 + number % 3,
                tuple(Referral(at, "closed") for at in dates),
            )
        )
    for place in range(10):
        earlier = [Referral(today - timedelta(days=150 + place), "closed")] if place % 2 else []
        now = Referral(today - timedelta(hours=30 + place * 2), STAGES[place % 6])
        made.append(Household(30 + place, 0, "county", 1 + place % 3, (*earlier, now)))
    return made
