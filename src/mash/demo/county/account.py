"""The worry in words: an account put together for one household from the stories' parts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mash.demo.calibration.fit import fit
from mash.demo.calibration.published import MONTHS
from mash.demo.county.assumptions import assumed
from mash.demo.county.worry import Concern
from mash.demo.stories import adults as old
from mash.demo.stories import childhood, other_kinds
from mash.demo.stories import children as young

if TYPE_CHECKING:
    from random import Random

    from mash.demo.county.households import Household, Member
    from mash.demo.county.plan import Slot
    from mash.demo.county.text import Text
    from mash.demo.county.worry import Outcome, Referrer

_BEFORE_SPEECH: Final = re.compile(
    r"\b(said|says|told|tell|asked|school|class|pupils?|gate|lesson|homework|friends?|boyfriend|jumper|answered|"
    r"stopped|Attendance|explained|knows|poured|pours|PE|bus|college|keeps|learning mentor|television on|street|"
    r"wheelchair|insulin|spoken|grandmother from|getting|interprets|does the|stayed|bag|transport|made to stand|"
    r"tried|repeat|words|cup|believes|placement|coach)\b"
)
_NOT_LITTLE: Final = re.compile(
    r"\b(boyfriend|telephone|college|exclu|note|learning mentor|counts the tiles)"
)
_BABY: Final = re.compile(r"\b(baby|cot)\b")
MILD: Final = (2.0, 1.6, 1.0, 0.1)
AFFINITY: Final[dict[Outcome, tuple[float, float, float, float]]] = {
    "strategy-s47": (0.05, 0.15, 1.0, 4.0),
    "s42-enquiry": (0.3, 0.8, 1.2, 2.0),
    "other-enquiry": (0.5, 1.0, 1.2, 0.5),
    "assessment": (1.2, 1.2, 1.0, 0.3),
}
"""Weight of themes of severity 1 to 4 by outcome; `MILD` for the others."""
SHE: Final = {"they": "she", "them": "her", "their": "her", "They": "She", "Their": "Her"}
HE: Final = {"they": "he", "them": "him", "their": "his", "They": "He", "Their": "His"}


def fits(account: str, age: int) -> bool:
    """Whether the sentence can be true of a child of that age in years."""
    if age < 3:
        return not _BEFORE_SPEECH.search(account)
    if _BABY.search(account) and "about" not in account and "for the baby" not in account:
        return False
    return age >= 9 or not _NOT_LITTLE.search(account)


_LIKELY: Final = {
    "Police": re.compile(
        r"Officers|police|Neighbours|found|missing|arrest|reported|warrant|street|messages|threat"
    ),
    "Schools": re.compile(r"school|class|gate|lesson|PE\b|pupil|Attendance|staff|teacher|friend|jumper"),
    "Health_Services": re.compile(
        r"appointment|nurse|midwife|hospital|practice|health visitor|ward|medication"
    ),
}


def likely_from(source: str, account: str) -> bool:
    """Whether a source of that published category would be the one to have noticed it."""
    pattern = _LIKELY.get(source)
    return bool(pattern and pattern.search(account))


def age_on(born: date | None, day: date) -> int:
    """Age in whole years on that day; 0 when not known or not yet born."""
    return 0 if born is None else max(0, (day - born).days * 4 // 1461)


def called(member: Member) -> str:
    return member.person.first_name or member.person.last_name


class Account:
    """Writes the concern of one contact. The same `rng` state gives the same words."""

    def __init__(self, rng: Random, slot: Slot, household: Household, text: Text) -> None:
        self.rng, self.slot, self.household, self.text = rng, slot, household, text
        self.focus = household.members[0]
        self.day = slot.at.date()
        self.age = age_on(self.focus.person.born, self.day)
        self.words = self.placeholders()

    def placeholders(self) -> dict[str, str]:
        rng, focus, members = self.rng, self.focus, self.household.members
        pronouns = SHE if focus.person.sex == "female" else HE
        carer = next((m for m in members if m.role in {"parent", "carer"}), None)
        harmer = self.household.harmer
        their = pronouns["their"]
        cared = f"{their} {carer.relationship}" if carer else f"{their} family"
        other = f"{their} {harmer.relationship}" if harmer else f"an adult close to {pronouns['them']}"
        carer_pronouns = HE if carer and carer.person.sex == "male" else SHE
        month = MONTHS[(self.day.month - 1 - rng.randrange(1, 9)) % 12]
        return {
            **pronouns,
            "child": called(focus),
            "adult": called(focus),
            "name": called(focus),
            "carer": cared,
            "Carer": cared[0].upper() + cared[1:],
            "other": other,
            "Other": other[0].upper() + other[1:],
            "cthey": carer_pronouns["they"],
            "cthem": carer_pronouns["them"],
            "ctheir": carer_pronouns["their"],
            "CThey": carer_pronouns["They"],
            "month": month,
        }

    def say(self, sentence: str) -> str:
        return sentence.format_map(self.words)

    def pick(self, sentences: tuple[str, ...]) -> str:
        return self.say(self.rng.choice(sentences))

    def likely(self, severity: int) -> float:
        """How well a theme of that severity (1 to 4) goes with how the contact ends."""
        return AFFINITY.get(self.slot.outcome, MILD)[severity - 1]

    def danger(self, chance: float) -> bool:
        factor = 0.15 if AFFINITY.get(self.slot.outcome, MILD) is MILD else 1.3
        return self.rng.random() < chance * factor

    def theme(self) -> tuple[young.Theme, list[str]]:
        """A theme by the hub's fitted factor weights, among those that can be true of this child."""
        weights = fit(self.slot.hub).factors
        girl = self.focus.person.sex == "female"
        open_themes = [
            theme for theme in young.THEMES if theme.youngest <= self.age and (girl or theme.code != "22A")
        ]
        while True:
            shares = [weights.get(theme.column, 0.0) * self.likely(theme.severity) for theme in open_themes]
            theme = self.rng.choices(open_themes, shares)[0]
            accounts = [account for account in theme.accounts if fits(account, self.age)]
            if accounts:
                return theme, accounts
            open_themes.remove(theme)

    def children(self, referrer: Referrer) -> Concern:
        """The concern about a child."""
        rng = self.rng
        theme, accounts = self.theme()
        likely = [account for account in accounts if likely_from(self.slot.source, account)]
        if likely and rng.random() < 0.75:
            accounts = likely
        chosen = rng.sample(accounts, min(len(accounts), rng.choice((1, 1, 2))))
        life = next(texts for limit, texts in childhood.DAILY_LIFE if self.age < limit)
        spoken = next(texts for limit, texts in childhood.WORDS if self.age < limit)
        noticed = childhood.NOTICED if referrer.professional else childhood.NOTICED_BY_THE_PUBLIC
        parts = [*chosen, rng.choice(noticed), rng.choice(life)]
        if self.expecting() and rng.random() < 0.8:
            parts.append(rng.choice(childhood.UNBORN))
        if rng.random() < 0.5:
            parts[-2:] = parts[:-3:-1]
        codes = [theme.code]
        if rng.random() < 0.55:
            second = rng.choice(young.THEMES[:8])
            if second.code not in codes and second.youngest <= self.age:
                codes.append(second.code)
        return self.concern(
            tuple(codes),
            [self.say(part) for part in (*self.opening(), *parts)],
            danger=self.danger(theme.danger),
            severity=theme.severity,
            referrer=referrer,
            child_words=self.pick(spoken) if rng.random() < 0.6 else "",
            working_well=self.pick(childhood.WORKING_WELL),
            wanted=self.pick(childhood.WANTED),
        )

    def expecting(self) -> bool:
        """Whether a brother or sister is on the way on the day of the contact."""
        return any(
            member.role == "unborn" and member.person.born is not None and member.person.born > self.day
            for member in self.household.members
        )

    def told(self, referrer: Referrer) -> Concern:
        """The concern of this contact, whatever its desk and kind."""
        kind = self.slot.kind
        if kind in {"information-request", "misdirected"}:
            request = kind == "information-request"
            sentence = self.pick(other_kinds.REQUESTS if request else other_kinds.MISDIRECTED)
            wanted = "A reply in writing." if request else "To be sent to the right place."
            return self.concern((), [sentence], danger=False, severity=1, referrer=referrer, wanted=wanted)
        return self.children(referrer) if self.slot.desk == "children" else self.adults(referrer)

    def opening(self) -> list[str]:
        """How a contact begins that is not a referral."""
        openings = other_kinds.OPENINGS.get(self.slot.kind, ())
        self.words["clock"] = self.slot.at.strftime("%H:%M")
        return [self.rng.choice(openings)] if openings else []

    def adults(self, referrer: Referrer) -> Concern:
        """The concern about an adult."""
        rng = self.rng
        themes = [
            theme for theme in old.ADULT_THEMES if not theme.shapes or self.household.shape in theme.shapes
        ]
        theme = rng.choices(themes, [theme.weight * self.likely(theme.severity) for theme in themes])[0]
        parts = [rng.choice(theme.accounts), rng.choice(old.NOTICED), rng.choice(old.LIFE)]
        if rng.random() < 0.5:
            parts[1:] = parts[:0:-1]
        return self.concern(
            (theme.code,),
            [self.say(part) for part in (*self.opening(), *parts)],
            danger=self.danger(theme.danger),
            severity=theme.severity,
            referrer=referrer,
            wanted=self.pick(old.WANTED),
            adult=True,
        )

    def wish(self, types: tuple[str, ...]) -> str:
        """What the adult wants, among the wishes that can be theirs."""
        harmer = self.household.harmer
        son = harmer is not None and harmer.relationship == "son"
        return self.pick(
            tuple(
                wish
                for wish in old.WISHES
                if (son or "my son" not in wish) and ("financial" in types or "card" not in wish)
            )
        )

    def concern(
        self,
        types: tuple[str, ...],
        parts: list[str],
        *,
        danger: bool,
        severity: int,
        referrer: Referrer,
        wanted: str,
        child_words: str = "",
        working_well: str = "",
        adult: bool = False,
    ) -> Concern:
        rng, text = self.rng, self.text
        told = None if rng.random() < 0.12 else rng.random() < assumed("told") / 0.88
        level = min(4, max(1, severity + rng.choice((-1, 0, 0, 0, 1))))
        doubt = None
        if adult:
            doubt = None if rng.random() < 0.2 else rng.random() < 0.45
        harmer = self.household.harmer
        abuse = bool({"3A", "3B", "domestic"} & set(types))
        unsafe = rng.random() < 0.06 and harmer is not None
        files = rng.choices((0, 1, 2), (78, 17, 5))[0] if referrer.professional else 0
        wishes = self.wish(types) if adult else ""
        return Concern(
            types=types,
            happened=text("said", " ".join(parts)),
            happened_on=None
            if rng.random() < 0.2
            else self.day - timedelta(days=rng.choice((0, 0, 1, 1, 2, 5))),
            basis=rng.choice(("seen", "heard", "heard", "reported", "opinion")),
            child_words=text("said", child_words) if child_words else "",
            working_well=text("said", working_well) if working_well else "",
            outcome_wanted=text("said", wanted),
            danger_now=danger,
            danger_detail=text("said", rng.choice(DANGERS)) if danger else "",
            level=level if referrer.professional and rng.random() < 0.85 else None,
            family_told=told,
            not_told_reason=text("said", rng.choice(NOT_TOLD)) if told is False else "",
            agreement_to_service=None if told is not True else rng.random() < 0.7,
            lawful_basis=rng.choice(BASES) if referrer.professional else "",
            dash_ticks=rng.randrange(2, 22)
            if abuse and referrer.professional and rng.random() < 0.6
            else None,
            care_needs=text("said", rng.choice(old.CARE_NEEDS)) if adult else "",
            capacity_doubt=doubt,
            capacity_decision=text("said", rng.choice(old.CAPACITY)) if doubt else "",
            wishes=text("said", wishes) if wishes else "",
            worker_safety=text("said", rng.choice(SAFETY)) if unsafe else "",
            attachments=tuple(
                text("file", rng.choice(FILES).format(n=rng.randrange(1, 9))) for _ in range(files)
            ),
        )


DANGERS: Final = (
    "The person named is at the address now.",
    "They are due to be collected within the hour.",
    "Nobody safe is at home tonight.",
    "A threat was made for this evening.",
)
NOT_TOLD: Final = (
    "Telling them first would raise the risk.",
    "It might prejudice what the police are doing.",
    "I could not reach anyone and did not want to wait.",
    "The child asked me not to until somebody had thought about how.",
    "It would name the person who told us.",
)
BASES: Final = ("public task", "legal obligation", "vital interests", "not known")
SAFETY: Final = (
    "Visit in pairs, in daylight.",
    "There is a large dog. Ring before you come to the door.",
    "Do not visit the address alone; speak to the duty officer first.",
    "Meet at the children’s centre and not at home.",
)
FILES: Final = (
    "chronology-{n}.pdf",
    "body-map-{n}.pdf",
    "early-help-assessment-{n}.docx",
    "attendance-{n}.xlsx",
    "photograph-{n}.jpg",
    "minutes-{n}.pdf",
)
