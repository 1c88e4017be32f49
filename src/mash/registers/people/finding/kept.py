"""The index's encrypted copy on the disk, from which the process starts again in seconds.

It is believed only where it agrees with everything that made it: the database, the model, and the code that reads values.
Whatever is wrong with it, the index is read anew from the database.
"""

from __future__ import annotations

import hashlib
import json
import logging
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.db import connection

from mash.foundation.adapters.sealed import SealedError, Unsealed, seal
from mash.registers.people.matching import blocking, model, start, table, text, words
from mash.registers.people.matching.frozen import Frozen, Sorted, Words
from mash.registers.people.matching.model import Model

PURPOSE: Final = "index of persons"
_WORDS_AT_ONCE: Final = 20_000
_VOCABULARIES: Final = ("names", "places")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Origin:
    """What an index was made of. A copy of another origin is another index."""

    database: str
    model: str
    code: str


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest record that the database had: number and public id.

    Numbers are given once and public ids are random, so while the database still has this record under this number, none
    of the numbers up to it means another record, whatever backup the database was restored from.
    """

    number: int
    public_id: str


def place() -> Path | None:
    """Where the copy is kept, as MASH_LOOKUP_COPY says; None where none is to be."""
    named = settings.MASH_LOOKUP_COPY
    if named == "none":
        return None
    return Path(named) if named else Path(settings.MASH_STATE) / "lookup.copy"


def origin(weighing: Model) -> Origin:
    """What an index of this database under this model is made of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.system_identifier, d.oid FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()"
        )
        cluster, database = cursor.fetchone()
    body = json.dumps(weighing.body(), sort_keys=True).encode()
    return Origin(f"{cluster} {database}", hashlib.sha256(body).hexdigest(), _code())


@cache
def _code() -> str:
    """A digest of the code that makes rows, words and keys of what records say: another makes others."""
    found = hashlib.sha256(f"{table.ROW.descr} {unicodedata.unidata_version}".encode())
    for module in (blocking, model, start, table, text, words):
        found.update(Path(str(module.__file__)).read_bytes())
    found.update(Path(__file__).read_bytes())
    return found.hexdigest()


def keep(path: Path, kept: Frozen, *, of: Origin, newest: Newest) -> bool:
    """Put this index in the place of the copy; whether that went well. Raises nothing: a hub works without it."""
    kept = kept.compact()
    head = {
        "of": asdict(of),
        "newest": asdict(newest),
        "records": len(kept.keys),
        "keys": len(kept.sorted.keys),
        "sorted_until": kept.sorted.until,
        **{name: len(getattr(kept, name).words) for name in _VOCABULARIES},
    }
    try:
        seal(path, _chunks(head, kept), secret=settings.MASH_FILE_KEY, purpose=PURPOSE)
    except OSError as error:
        log.warning("The copy of the index could not be written: %s", error.strerror)
        return False
    return True


def _chunks(head: Mapping[str, Any], kept: Frozen) -> Iterator[bytes | memoryview]:
    written = json.dumps(head).encode()
    yield len(written).to_bytes(4)
    yield written
    for array in (kept.keys, kept.rows, kept.sorted.keys, kept.sorted.places):
        yield _bytes(array)
    for name in _VOCABULARIES:
        vocabulary: Words = getattr(kept, name)
        for array in vocabulary.described.values():
            yield _bytes(array)
        for begin in range(0, len(vocabulary.words), _WORDS_AT_ONCE):
            some = "\n".join(vocabulary.words[begin : begin + _WORDS_AT_ONCE]).encode("ascii")
            yield len(some).to_bytes(4)
            yield some


def _bytes(array: Any) -> memoryview:
    return memoryview(np.ascontiguousarray(array).view(np.uint8).reshape(-1))


def read(path: Path, *, of: Origin) -> tuple[Frozen, Newest] | None:
    """The index that was kept, where there is one of this origin; whoever asks checks `newest`."""
    if not path.exists():
        return None
    try:
        sealed = Unsealed(path, secret=settings.MASH_FILE_KEY, purpose=PURPOSE)
        head = json.loads(bytes(sealed.read(_length(sealed))))
        if head["of"] != asdict(of):
            log.warning(
                "The copy of the index is of another database, model or version. The index is read anew."
            )
            return None
        found = _frozen(sealed, head)
        sealed.end()
    except (SealedError, ValueError, KeyError, TypeError, MemoryError):
        log.warning("The copy of the index is damaged. The index is read anew.")
        return None
    return found, Newest(**head["newest"])


def _frozen(sealed: Unsealed, head: Mapping[str, Any]) -> Frozen:
    def array(many: int, kind: Any, *across: int) -> Any:
        dtype = np.dtype(kind)
        size = many * dtype.itemsize * int(np.prod(across, dtype=int))
        return np.frombuffer(sealed.read(size), dtype).reshape(many, *across)

    records, keys = head["records"], head["keys"]
    of_records, rows = array(records, "i8"), array(records, table.ROW)
    ordered = Sorted(array(keys, "u4"), array(keys, "i4"), head["sorted_until"])
    vocabularies = []
    for name in _VOCABULARIES:
        many = head[name]
        described = {
            attribute: array(many, like.dtype, *like.shape[1:])
            for attribute, like in table.Vocabulary(kin=name == "names", capacity=0).described().items()
        }
        said: list[str] = []
        for _ in range(0, many, _WORDS_AT_ONCE):
            said += sealed.read(_length(sealed)).decode("ascii").split("\n")
        if len(said) != many:
            raise ValueError("Another number of words.")
        vocabularies.append(Words(said, described))
    return Frozen(of_records, rows, np.ones(records, np.bool_), ordered, *vocabularies)


def _length(sealed: Unsealed) -> int:
    return int.from_bytes(sealed.read(4))
