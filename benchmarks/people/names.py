"""Names, streets and towns for a synthetic hub: the demo's own lists and made-up ones behind them. Nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from mash.demo.names.people import NAMINGS, NICKNAMES, OTHER_SPELLINGS
from mash.demo.names.streets import STREETS

Texts = npt.NDArray[np.object_]

_PARTS = {  # beginnings, middles and endings by the sound of a language, none of them a name by itself
    "british": (
        [
            "Ash",
            "Bal",
            "Bram",
            "Cald",
            "Dray",
            "Elm",
            "Farn",
            "Gor",
            "Hart",
            "Iv",
            "Kest",
            "Lang",
            "Marl",
            "Neth",
            "Ork",
            "Pell",
            "Quar",
            "Rav",
            "Sed",
            "Thorn",
            "Wes",
            "Yar",
        ],
        ("", "", "er", "ing", "en", "le"),
        [
            "acre",
            "bourne",
            "combe",
            "dale",
            "field",
            "garth",
            "ham",
            "leigh",
            "mere",
            "ridge",
            "stock",
            "ton",
            "wick",
            "worth",
            "by",
            "den",
            "ford",
            "man",
            "son",
            "s",
        ],
    ),
    "asian": (
        [
            "Ab",
            "Akh",
            "Am",
            "Ba",
            "Chan",
            "Da",
            "Fa",
            "Gha",
            "Ha",
            "Ij",
            "Ja",
            "Kha",
            "La",
            "Ma",
            "Na",
            "Qa",
            "Ra",
            "Sa",
            "Ta",
            "Wa",
            "Za",
            "Su",
        ],
        ("", "ri", "la", "ni", "sha", "di"),
        [
            "bir",
            "deep",
            "dar",
            "een",
            "han",
            "if",
            "iq",
            "mad",
            "meed",
            "nat",
            "noor",
            "rad",
            "sar",
            "tar",
            "ud",
            "wal",
            "war",
            "yan",
            "zad",
        ],
    ),
    "eastern": (
        [
            "And",
            "Bart",
            "Czar",
            "Dom",
            "Gor",
            "Jan",
            "Kaz",
            "Kov",
            "Lew",
            "Maz",
            "Now",
            "Ol",
            "Petr",
            "Rad",
            "Sob",
            "Szym",
            "Tom",
            "Vas",
            "Wis",
            "Zar",
        ],
        ("", "a", "o", "ie", "y"),
        [
            "auskas",
            "chuk",
            "cki",
            "dak",
            "enko",
            "escu",
            "icz",
            "ik",
            "in",
            "ko",
            "man",
            "nik",
            "ota",
            "owski",
            "ska",
            "ulis",
            "wiak",
            "wski",
        ],
    ),
    "african": (
        [
            "Ab",
            "Ade",
            "Bo",
            "Chi",
            "Da",
            "Eb",
            "Fa",
            "Gu",
            "Ike",
            "Ka",
            "Ma",
            "Mu",
            "Nd",
            "No",
            "Oba",
            "Oko",
            "Ru",
            "Se",
            "Ta",
            "Tem",
            "Wa",
            "Yo",
        ],
        ("", "ba", "la", "ni", "ka", "do"),
        [
            "bwe",
            "di",
            "fe",
            "ga",
            "go",
            "hiri",
            "je",
            "kwu",
            "lani",
            "mbo",
            "nde",
            "ngo",
            "nji",
            "ola",
            "sa",
            "shi",
            "tunde",
            "we",
            "yemi",
            "zi",
        ],
    ),
}
_GIVEN_ENDS = [
    "a",
    "ah",
    "an",
    "ar",
    "ed",
    "el",
    "en",
    "ette",
    "ie",
    "il",
    "in",
    "is",
    "iya",
    "lyn",
    "na",
    "on",
    "or",
    "ra",
    "th",
    "us",
]
_SOUND = {
    "APKN": "asian",
    "ABAN": "asian",
    "AIND": "asian",
    "OOTH": "asian",
    "WOTH": "eastern",
    "BAFR": "african",
}
_SHARE = {"WBRI": 72.0, "APKN": 7.0, "ABAN": 3.0, "AIND": 4.0, "WOTH": 5.0, "BAFR": 4.0}
FAMILIES, GIVEN = 2_500, 260
"""Made-up family and given names a language has behind the demo's own ones."""
_WOMEN_S_OWN = ("Begum", "Bibi", "Khatun", "Kaur")
_STREET_TYPES = (
    "Road",
    "Street",
    "Lane",
    "Close",
    "Avenue",
    "Drive",
    "Crescent",
    "Way",
    "Grove",
    "Court",
    "Place",
)
SHORT_TYPES = {
    "Road": ("Rd", "RD."), "Street": ("St", "Str"), "Lane": ("Ln",), "Close": ("Cl",), "Avenue": ("Ave", "Av"),
    "Drive": ("Dr",), "Crescent": ("Cres",), "Grove": ("Gr",), "Court": ("Ct",), "Place": ("Pl",),
}  # fmt: skip


@dataclass(frozen=True)
class Pool:
    """Names by number, and how likely each is."""

    numbers: npt.NDArray[np.int32]
    chances: npt.NDArray[np.float64]

    def draw(self, chooser: np.random.Generator, many: int) -> npt.NDArray[np.int32]:
        return self.numbers[np.searchsorted(np.cumsum(self.chances), chooser.random(many) * 0.999999)]


@dataclass(frozen=True)
class Origin:
    """How one group names people: pools by (is a man, is a child), and of family names."""

    code: str
    share: float
    given: dict[tuple[bool, bool], Pool]
    families: Pool


@dataclass(frozen=True)
class Names:
    """Every name by number; for each its other spellings and pet names (numbers as well)."""

    texts: Texts
    origins: tuple[Origin, ...]
    nicknames: dict[int, tuple[int, ...]]
    spellings: dict[int, tuple[int, ...]]
    women_s_own: npt.NDArray[np.int32]


class _Numbers(dict[str, int]):
    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]


def _made_up(sound: str, many: int, seed: int, *, given: bool = False) -> list[str]:
    begins, middles, ends = _PARTS[sound]
    ends = _GIVEN_ENDS if given else ends
    chooser = np.random.default_rng(seed)
    found: dict[str, None] = {}
    while len(found) < many:
        part = begins[chooser.integers(len(begins))] + middles[chooser.integers(len(middles))]
        found[part + middles[chooser.integers(len(middles))] + ends[chooser.integers(len(ends))]] = None
    return list(found)


def _pool(numbers: _Numbers, listed: tuple[str, ...], made_up: list[str], share: float, flat: float) -> Pool:
    """The demo's names carry `share` of the weight, falling slowly; the made-up ones the rest, as Zipf has it."""
    first = 1 / (np.arange(len(listed)) + flat)
    rest = 1 / (np.arange(len(made_up)) + 15)
    chances = np.r_[first / first.sum() * share, rest / rest.sum() * (1 - share)]
    return Pool(np.array([numbers[each] for each in (*listed, *made_up)], np.int32), chances)


@cache
def names() -> Names:
    """The same names each time; which people bear them is the hub's seed."""
    numbers = _Numbers()
    origins = []
    for place, naming in enumerate(NAMINGS):
        sound = _SOUND.get(naming.ethnicity, "british")
        given = {
            (man, child): _pool(numbers, listed, _made_up(sound, GIVEN, 100 * place + 2 * man + child, given=True), 0.75, 6)
            for man, child, listed in (
                (False, True, naming.girls), (True, True, naming.boys),
                (False, False, naming.women), (True, False, naming.men),
            )
        }  # fmt: skip
        families = _pool(numbers, naming.families, _made_up(sound, FAMILIES, 100 * place + 50), 0.3, 12)
        origins.append(Origin(naming.ethnicity, _SHARE.get(naming.ethnicity, 1.0), given, families))
    women = np.array([numbers[each] for each in _WOMEN_S_OWN], np.int32)
    nicknames = {numbers[name]: tuple(numbers[each] for each in short) for name, short in NICKNAMES.items()}
    spellings = {
        numbers[name]: tuple(numbers[each] for each in other) for name, other in OTHER_SPELLINGS.items()
    }
    return Names(np.array(list(numbers), object), tuple(origins), nicknames, spellings, women)


def streets(chooser: np.random.Generator, many: int) -> Texts:
    """So many street names; common ones come again in other towns."""
    begins, middles, ends = _PARTS["british"]
    made = [a + b + c for a in begins for b in middles[2:] for c in ends if len(c) > 2]
    plain = ["Church", "Station", "Mill", "School", "Victoria", "Manor", "Park", "Green", "Chapel", "North"]
    every = [*STREETS, *(f"{name} {kind}" for name in (*plain, *made) for kind in _STREET_TYPES)]
    chances = 1 / (np.arange(len(every)) + 60.0)
    return np.array(every, object)[chooser.choice(len(every), many, p=chances / chances.sum())]


def towns(chooser: np.random.Generator, many: int) -> Texts:
    """So many towns, each other."""
    begins, middles, _ = _PARTS["british"]
    every = [
        a + b + c
        for a in begins
        for b in middles[2:]
        for c in ("bridge", "minster", "port", "stead", "wold", "haven")
    ]
    return np.array(every, object)[chooser.permutation(len(every))[:many]]
