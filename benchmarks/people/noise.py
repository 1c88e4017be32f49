"""What agencies make of people: each record says what its agency knew, as its clerks wrote it.

Rates differ by agency. Texts are touched one by one only where a slip happens, everything else is columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.people.names import SHORT_TYPES, Texts
from benchmarks.people.population import HALL, Flags, Ints, People


@dataclass(frozen=True)
class Agency:
    """How an agency writes: shares of records with a field, with a slip a text, and of what it sees of old homes."""

    key: str
    slips: float
    middle: float
    born: float
    address: float
    phone: float
    nhs_number: float
    behind: float
    capitals: bool = False
    ages: tuple[int, int] = (0, 120)


AGENCIES = (
    Agency("health", 0.012, 0.55, 0.998, 0.985, 0.82, 0.93, 0.16),
    Agency("education", 0.015, 0.70, 0.995, 0.97, 0.74, 0.05, 0.18, ages=(2, 19)),
    Agency("police", 0.045, 0.30, 0.93, 0.90, 0.48, 0.0, 0.32, capitals=True),
    Agency("housing", 0.030, 0.12, 0.88, 0.995, 0.78, 0.0, 0.12),
    Agency("social_care", 0.022, 0.35, 0.975, 0.94, 0.62, 0.55, 0.24),
    Agency("probation", 0.028, 0.45, 0.97, 0.91, 0.66, 0.02, 0.30, capitals=True, ages=(18, 90)),
)
HEADER = (
    "record_id", "person_id", "household_id", "agency", "given_name", "middle_name", "family_name", "date_of_birth",
    "sex", "address", "town", "postcode", "phone", "nhs_number",
)  # fmt: skip
_NEIGHBOURS = {
    "a": "sqz", "b": "vng", "c": "xvd", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy", "i": "uok",
    "j": "hku", "k": "jli", "l": "kop", "m": "nj", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf",
    "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xas",
}  # fmt: skip
_HEARD = (("ph", "f"), ("ck", "k"), ("ie", "y"), ("ei", "ie"), ("ou", "u"), ("aa", "a"), ("w", "v"), ("c", "k"),
          ("y", "i"), ("ll", "l"), ("tt", "t"), ("s", "z"))  # fmt: skip


def slip(text: str, chooser: np.random.Generator) -> str:
    """A slip of fingers or ears: a key beside, a letter lost, doubled or swapped, a word as it sounds."""
    if len(text) < 3:
        return text
    kind, place = int(chooser.integers(6)), int(chooser.integers(1, len(text)))
    before, letter, after = text[:place], text[place], text[place + 1 :]
    near = _NEIGHBOURS.get(letter.lower(), "e")
    beside = near[int(chooser.integers(len(near)))]
    written = (
        before + beside + after,
        before + after,
        before + letter + letter + after,
        before[:-1] + letter + before[-1] + after,
        before + beside + letter + after,
    )
    return written[kind] if kind < len(written) else _heard(text)


def _heard(text: str) -> str:
    for sound, spelling in _HEARD:
        if sound in text[1:].lower():
            at = text.lower().index(sound, 1)
            return text[:at] + spelling + text[at + len(sound) :]
    return text[:-1]


def _wrong_digit(text: str, chooser: np.random.Generator) -> str:
    places = [place for place, each in enumerate(text) if each.isdigit()]
    if len(places) < 2:
        return text
    place = int(chooser.integers(len(places) - 1))
    one, two = places[place], places[place + 1]
    if chooser.random() < 0.4:
        return text[:one] + text[two] + text[one + 1 : two] + text[one] + text[two + 1 :]
    return text[:two] + str((int(text[two]) + int(chooser.integers(1, 10))) % 10) + text[two + 1 :]


class _Touch:
    """Chance for columns of one length."""

    def __init__(self, many: int, chooser: np.random.Generator) -> None:
        self.many, self.chooser = many, chooser

    def some(self, share: Any) -> Flags:
        return self.chooser.random(self.many) < share

    def slips(self, column: Texts, share: Any, how: Any = slip) -> None:
        for place in np.flatnonzero(self.some(share) & (column != "")).tolist():
            column[place] = how(column[place], self.chooser)

    def others(self, column: Ints, others: dict[int, tuple[int, ...]], share: float) -> None:
        """Some of these names as somebody else writes them."""
        has = np.isin(column, np.fromiter(others, np.int64, len(others)))
        for place in np.flatnonzero(has & self.some(share)).tolist():
            choice = others[int(column[place])]
            column[place] = choice[int(self.chooser.integers(len(choice)))]


def agencies(people: People, who: Ints, chooser: np.random.Generator) -> Ints:
    """Which agency wrote each record: of those that know people of that age."""
    age = people.age[who]
    chances = chooser.random((len(AGENCIES), len(who))) ** (
        1 / np.array((3.0, 2.4, 1.6, 1.5, 1.0, 0.5))[:, None]
    )
    for place, each in enumerate(AGENCIES):
        chances[place][(age < each.ages[0]) | (age > each.ages[1])] = -1
    return np.argmax(chances, axis=0)


def written(people: People, who: Ints, agency: Ints, chooser: np.random.Generator) -> dict[str, Texts]:
    """The columns of `HEADER` but for the record's number: one record for each of `who`, by that agency."""
    touch = _Touch(len(who), chooser)
    rates = {
        name: np.array([getattr(each, name) for each in AGENCIES])[agency]
        for name in ("slips", "middle", "born", "address", "phone", "nhs_number", "behind", "capitals")
    }
    found = {
        "person_id": (who + 1).astype(str).astype(object),
        "household_id": (people.household[who] + 1).astype(str).astype(object),
        "agency": np.array([each.key for each in AGENCIES], object)[agency],
        **_names(people, who, rates, touch),
        "date_of_birth": _born(people, who, rates, touch),
        "sex": _sex(people, who, touch),
        **_address(people, who, rates, touch),
        "phone": _phone(people, who, rates, touch),
        "nhs_number": _nhs_number(people, who, rates, touch),
    }
    capitals = rates["capitals"].astype(bool)
    for field in ("given_name", "middle_name", "family_name", "address", "town"):
        found[field][capitals] = np.char.upper(found[field][capitals].astype(str)).astype(object)
    return {field: found[field] for field in HEADER[1:]}


def _names(people: People, who: Ints, rates: Any, touch: _Touch) -> dict[str, Texts]:
    known = people.names
    given, family = people.given[who].copy(), people.family[who].copy()
    touch.others(given, known.nicknames, 0.09)
    touch.others(given, known.spellings, 0.14)
    former = (people.former_family[who] >= 0) & touch.some(0.28)
    family[former] = people.former_family[who][former]
    touch.others(family, known.spellings, 0.14)
    given_text, family_text = known.texts[given], known.texts[family]
    second = (people.second_family[who] >= 0) & touch.some(0.75)
    family_text[second] += (
        np.where(touch.some(0.5), "-", " ")[second] + known.texts[people.second_family[who]][second]
    )
    middles = people.middle[who]
    middle_text = np.where(middles >= 0, known.texts[middles], "")
    swapped = (middles >= 0) & touch.some(0.015)
    given_text[swapped], middle_text[swapped] = middle_text[swapped], given_text[swapped]
    middle_text[~touch.some(rates["middle"])] = ""
    initial = (middle_text != "") & touch.some(0.3)
    middle_text[initial] = [each[0] for each in middle_text[initial]]
    short = touch.some(0.006)
    given_text[short] = [each[:1] for each in given_text[short]]
    hyphens = touch.some(0.35)
    for column in (given_text, family_text):
        there = hyphens & np.array(["-" in each for each in column], bool)
        column[there] = [each.replace("-", " ") for each in column[there]]
        touch.slips(column, rates["slips"])
    touch.slips(middle_text, rates["slips"])
    across = touch.some(0.006)
    given_text[across], family_text[across] = family_text[across], given_text[across]
    baby = (people.age[who] == 0) & touch.some(0.15)
    given_text[baby] = "Baby"
    given_text[touch.some(0.003)] = "Unknown"
    given_text[touch.some(0.002)] = ""
    return {"given_name": given_text, "middle_name": middle_text, "family_name": family_text}


def _born(people: People, who: Ints, rates: Any, touch: _Touch) -> Texts:
    born = people.born[who].astype("datetime64[D]")
    text = born.astype(str).astype(object)
    turned = touch.some(0.012)
    text[turned] = [
        f"{each[:4]}-{each[8:]}-{each[5:7]}" if int(each[8:]) < 13 else each for each in text[turned]
    ]
    touch.slips(text, rates["slips"] * 0.6, _wrong_digit)
    year = touch.some(0.006)
    text[year] = [f"{int(each[:4]) + 1}{each[4:]}" if each[:4].isdigit() else each for each in text[year]]
    estimated = touch.some(0.35 * (1 - rates["born"]))
    text[estimated] = [f"{each[:4]}-01-01" for each in text[estimated]]
    text[touch.some(0.15 * (1 - rates["born"]))] = "1900-01-01"
    text[touch.some(0.5 * (1 - rates["born"]))] = ""
    impossible = (born.astype("datetime64[M]").astype(int) % 12 == 1) & touch.some(0.005)
    text[impossible] = [f"{each[:4]}-02-31" if each else each for each in text[impossible]]
    return np.asarray(text)


def _sex(people: People, who: Ints, touch: _Touch) -> Texts:
    found = np.where(people.man[who] ^ touch.some(0.004), "M", "F").astype(object)
    found[touch.some(0.025)] = ""
    return found


def _address(people: People, who: Ints, rates: Any, touch: _Touch) -> dict[str, Texts]:
    former = people.former_home[who]
    home = np.where((former >= 0) & touch.some(rates["behind"]), former, people.home[who])
    homes = people.homes
    unit, number = homes.unit[home], homes.number[home]
    street = homes.street[home]
    halls = people.kind[who] == HALL
    unit[halls] = "Room " + touch.chooser.integers(1, 400, int(halls.sum())).astype(str).astype(object)
    short = np.flatnonzero(touch.some(0.25))
    for place in short.tolist():
        name, _, kind = street[place].rpartition(" ")
        if kind in SHORT_TYPES:
            other = SHORT_TYPES[kind]
            street[place] = f"{name} {other[int(touch.chooser.integers(len(other)))]}"
    touch.slips(street, rates["slips"] * 0.7)
    lost = touch.some(0.12)
    unit[lost] = ""
    town, postcode = homes.town[home], homes.postcode[home]
    touch.slips(postcode, rates["slips"] * 0.4, _wrong_digit)
    close = touch.some(0.06)
    postcode[close] = [each.replace(" ", "") for each in postcode[close]]
    comma = np.where(unit != "", ", ", "")
    address = unit + comma + number + " " + street
    touch.slips(address, rates["slips"] * 0.15, _wrong_digit)
    nowhere = ~touch.some(rates["address"])
    for column in (address, town, postcode):
        column[nowhere] = ""
    address[nowhere & touch.some(0.15)] = "No fixed abode"
    postcode[touch.some(0.02)] = ""
    town[touch.some(0.08)] = ""
    return {"address": address, "town": town, "postcode": postcode}


def _phone(people: People, who: Ints, rates: Any, touch: _Touch) -> Texts:
    phone = np.where(touch.some(0.14), people.former_phone[who], people.phone[who])
    text = "0" + phone.astype(str).astype(object)
    touch.slips(text, rates["slips"] * 0.5, _wrong_digit)
    abroad = touch.some(0.06)
    text[abroad] = [f"+44 {each[1:]}" for each in text[abroad]]
    spaced = touch.some(0.1)
    text[spaced] = [f"{each[:5]} {each[5:]}" for each in text[spaced]]
    text[~touch.some(rates["phone"])] = ""
    return np.asarray(text)


def _nhs_number(people: People, who: Ints, rates: Any, touch: _Touch) -> Texts:
    numbers = people.nhs_number[who].copy()
    beside = touch.some(0.0006)  # a relative's, taken from the row above
    numbers[beside] = people.nhs_number[np.maximum(who[beside] - 1, 0)]
    text = np.where(numbers > 0, numbers.astype(str).astype(object), "").astype(object)
    touch.slips(text, 0.004, _wrong_digit)
    text[~touch.some(rates["nhs_number"])] = ""
    return np.asarray(text)
