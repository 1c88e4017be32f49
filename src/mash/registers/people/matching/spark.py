"""Link records past one machine: Spark brings the pairs together, the same compiled code weighs and groups them.

The outcome is that of `batch`. Rows travel as the bytes of `table.ROW`; the words that they refer to, and the weights,
are given to every process. What is left for the driver is in proportion to words and links, not to pairs.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mash.registers.people.matching import batch, blocking
from mash.registers.people.matching.columns import guess
from mash.registers.people.matching.compare import arrays
from mash.registers.people.matching.grouping import group_all
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.reading import (
    UnreadableFileError,
    as_parquet,
    columns_by_field,
)
from mash.registers.people.matching.score import Weights, score_blocks
from mash.registers.people.matching.table import FIELDS, ROW, Rows, Vocabularies, encode
from mash.registers.people.matching.training import EXHAUSTIVE

HERE = "local[*]"
INSTALL = "uv pip install --python .venv/bin/python --editable '.[spark]'"
NOBODY = -1  # in place of a record where a number is told that belongs to no pair
_PRIVATE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.io.encryption.enabled": "true",  # what is shuffled through disks are people's values
}
_PLAIN = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
Batches = Iterable[Any]  # of pyarrow.RecordBatch


class NoSparkError(RuntimeError):
    """Spark is not at hand. The message is a sentence that says how to get it."""


def ready() -> None:
    """Raises NoSparkError where Spark, or the Java that it runs in, is missing."""
    if not all(find_spec(each) for each in ("pandas", "pyarrow", "pyspark")):
        raise NoSparkError(f"Spark is not installed. Install it with: {INSTALL}")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise NoSparkError("Spark needs Java 17. Install it with: apt-get install openjdk-17-jre-headless")


@contextmanager
def session(master: str = HERE) -> Iterator[Any]:
    """A SparkSession, on this machine alone and bound to loopback or on the cluster that `master` names.

    One that is open already is used, and left open. Raises NoSparkError.
    """
    ready()
    from pyspark.sql import SparkSession

    if open_already := SparkSession.getActiveSession():
        yield open_already
        return
    builder = SparkSession.builder.master(master).appName("mash people link")
    for name, value in (_PLAIN | (_PRIVATE if master.startswith("local") else {})).items():
        builder = builder.config(name, value)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    try:
        yield found
    finally:
        found.stop()


@dataclass(frozen=True)
class Linked:
    """Of a file: `numbers` as its records are called there, the `links`, and `group` i4[records] as in `Groups`."""

    numbers: Sequence[Any]
    links: batch.Links
    group: npt.NDArray[np.int32]


def link_file(spark: Any, path: Path, model: Model, *, mapping: Mapping[str, str] | None = None) -> Linked:
    """Link and group the people of a file (CSV, also .gz, or Parquet) or of a folder of Parquet files.

    Where the cluster has other machines, `path` is Parquet that all of them see under that name; CSV is first written
    as Parquet to a folder of this machine's. Raises UnreadableFileError.
    """
    with tempfile.TemporaryDirectory(prefix="mash-people-") as folder:
        if path.suffix != ".parquet" and not path.is_dir():
            written, path = path, Path(folder) / f"{path.name}.parquet"
            as_parquet(written, path)
        said, size = _said(spark, path, mapping)
        if not size:
            raise UnreadableFileError(f"{path.name} holds no record.")
        words = _words(said)
        known = _give(spark, (words, model.body()))
        rows = said.mapInArrow(partial(_encoded, known), "place long, row binary").persist()
        links = _link(spark, rows, size, words, model, least=model.review)
        group = np.arange(size, dtype=np.int32)
        linked = np.unique(links.pairs)
        if len(linked):
            found = group_all(
                len(linked),
                np.searchsorted(linked, links.pairs).astype(np.int32),
                links.likely,
                (_rows_at(spark, rows, linked), *arrays(words), Weights.of(model)),
                least=model.automatic,
            )
            group[linked] = linked[found.group]
        numbers = range(size)
        if "id" in said.columns:
            numbers = said.select("place", "id").orderBy("place").select("id").toArrow().column(0).to_pylist()
        rows.unpersist()
        return Linked(numbers, links, group)


def link_rows(spark: Any, rows: Rows, words: Vocabularies, model: Model, *, least: float) -> batch.Links:
    """`batch.link` of rows at hand, the work done by Spark."""
    found = spark.createDataFrame(_table(place=np.arange(len(rows)), row=rows))
    return _link(spark, found, len(rows), words, model, least=least)


def _said(spark: Any, path: Path, mapping: Mapping[str, str] | None) -> tuple[Any, int]:
    """(`place` of each record in the file and what its columns say, how many there are)."""
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as sql

    try:
        read = spark.read.parquet(str(path.resolve()))
    except PySparkException as error:
        raise UnreadableFileError(f"{path.name} cannot be read as a table of people.") from error
    understood = mapping or guess([each.strip() for each in read.columns])
    parts = [
        sql.coalesce(sql.trim(read[f"`{column}`"].cast("string")), sql.lit("")).alias(field)
        for field, column in columns_by_field(read.columns, understood, path).items()
        if field != "truth"
    ]
    file, row = sql.col("_metadata.file_path"), sql.col("_metadata.row_index")
    many = sorted(tuple(each) for each in read.groupBy(file.alias("file")).count().collect())
    ends = np.cumsum([0, *(records for _name, records in many)]).tolist()
    starts = [(name, start) for (name, _records), start in zip(many, ends, strict=False)]
    begins = sql.broadcast(spark.createDataFrame(starts, "file string, start long"))
    placed = read.select(*parts, file.alias("file"), row.alias("row")).join(begins, "file")
    placed = placed.withColumn("place", sql.col("start") + sql.col("row"))
    return placed.drop("file", "start", "row"), ends[-1]


def _words(said: Any) -> Vocabularies:
    """The words of all records, in one order wherever they were met."""
    found = said.mapInArrow(_spoken, "name boolean, word string").distinct().toArrow()
    texts, of_names = np.array(found.column("word").to_pylist(), object), found.column("name").to_numpy()
    words = Vocabularies()
    words.names.numbers(sorted(texts[of_names]))
    words.places.numbers(sorted(texts[~of_names]))
    return words


def _link(
    spark: Any, rows: Any, size: int, words: Vocabularies, model: Model, *, least: float
) -> batch.Links:
    if size <= EXHAUSTIVE:  # a batch compares all of so few
        all_rows = _rows_at(spark, rows, np.arange(size))
        return batch.link(all_rows, words, model, least=least, exhaustive=True)
    given = _give(spark, (arrays(words), model.body(), float(np.log(least / (1 - least)))))
    blocks = rows.mapInArrow(partial(_keyed, given), "block long, place long, row binary")
    blocks = blocks.repartition("block").sortWithinPartitions("block", "place")
    found = blocks.mapInArrow(partial(_scored, given), "one long, two long, same double, household double")
    one, two, same, household = (each.to_numpy() for each in found.toArrow().columns)
    told = one == NOBODY
    order = np.lexsort((two, one))[int(told.sum()) :]
    pairs = np.stack([one[order], two[order]], axis=1).astype(np.int32)
    scores = np.stack([same[order], household[order]], axis=1)
    return batch.Links(pairs, *batch.probabilities(scores), int(two[told].sum()))


def _give(spark: Any, what: Any) -> Any:
    """What every process gets, as bytes: encrypted, Spark hands on no array."""
    return spark.sparkContext.broadcast(pickle.dumps(what))


@lru_cache(maxsize=4)
def _given(what: Any) -> Any:
    """What was given, read once in each process."""
    return pickle.loads(what.value)  # noqa: S301 - written by `_give`


def _rows_at(spark: Any, rows: Any, places: npt.NDArray[Any]) -> Rows:
    """The rows at these places, which rise."""
    wanted = _give(spark, places)
    found = rows.mapInArrow(partial(_at, wanted), "place long, row binary").toArrow()
    order = np.argsort(found.column("place").to_numpy())
    return np.concatenate([np.zeros(0, ROW), *(_rows(each) for each in found.to_batches())])[order]


# What follows runs in Spark's own processes: one partition at a time, as batches of Arrow.


def _spoken(batches: Batches) -> Iterator[Any]:
    words = Vocabularies()
    for each in batches:
        encode(_columns(each), words)
    for name, vocabulary in ((True, words.names), (False, words.places)):
        yield _batch(name=np.full(len(vocabulary) - 1, name), word=_texts(vocabulary.words[1:]))


def _encoded(known: Any, batches: Batches) -> Iterator[Any]:
    words, body = _given(known)
    model = Model.from_body(body)
    for each in batches:
        rows = model.dress(encode(_columns(each), words), words)
        yield _batch(place=each.column("place").to_numpy(), row=rows)


def _keyed(given: Any, batches: Batches) -> Iterator[Any]:
    """Each row under each of its keys: `block` is the kind's place among those used, then the key."""
    (names, places), body, _least = _given(given)
    model = Model.from_body(body)
    for each in batches:
        rows, place = _rows(each), each.column("place").to_numpy()
        every = blocking.without(blocking.keys_of_rows(rows, names, places), model.stop)[:, model.kinds]
        which, kind = np.nonzero(every)
        block = kind.astype(np.int64) << 32 | every[which, kind]
        yield _batch(block=block, place=place[which], row=rows[which])


def _scored(given: Any, batches: Batches) -> Iterator[Any]:
    """The pairs of each block that weigh enough; last, in the place of `two`, how many were compared."""
    (names, places), body, least = _given(given)
    model = Model.from_body(body)
    weights, kinds = Weights.of(model), np.array(model.kinds, np.int64)
    compared = 0
    for block, place, rows in _whole_blocks(batches):
        every = blocking.without(blocking.keys_of_rows(rows, names, places), model.stop)
        edges = np.r_[0, np.flatnonzero(np.diff(block)) + 1, len(block)].astype(np.int64)
        kind = block[edges[:-1]] >> 32
        order = np.arange(len(block), dtype=np.int32)
        for each in np.unique(kind).tolist():
            first, last = (int(np.searchsorted(kind, each, side)) for side in ("left", "right"))
            pairs, scores, many = score_blocks(
                first, last, each, kinds, order, edges, every, rows, names, places, weights, least
            )
            compared += many
            yield _batch(
                one=place[pairs[:, 0]], two=place[pairs[:, 1]], same=scores[:, 0], household=scores[:, 1]
            )
    yield _batch(one=[NOBODY], two=[compared], same=[0.0], household=[0.0])


def _whole_blocks(batches: Batches) -> Iterator[tuple[Any, Any, Rows]]:
    """(block, place, rows) as they come, no block cut in two: the last of each batch waits for the next."""
    block, place, rows = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, ROW)
    for each in batches:
        block = np.r_[block, each.column("block").to_numpy()]
        place = np.r_[place, each.column("place").to_numpy()]
        rows = np.concatenate([rows, _rows(each)])
        done = int(np.searchsorted(block, block[-1]))
        if done:
            yield block[:done], place[:done], rows[:done]
            block, place, rows = block[done:], place[done:], rows[done:]
    if len(block):
        yield block, place, rows


def _at(wanted: Any, batches: Batches) -> Iterator[Any]:
    places = _given(wanted)
    for each in batches:
        place = each.column("place").to_numpy()
        kept = np.isin(place, places)
        yield _batch(place=place[kept], row=_rows(each)[kept])


def _columns(given: Any) -> dict[str, list[str]]:
    return {field: given.column(field).to_pylist() for field in given.schema.names if field in FIELDS}


def _rows(given: Any) -> Rows:
    """The rows that a batch carries as bytes."""
    column = given.column("row")
    begin = column.offset * ROW.itemsize
    return np.frombuffer(column.buffers()[2], ROW, len(column), begin) if len(column) else np.zeros(0, ROW)


def _arrow(values: Any) -> Any:
    """An array of Arrow's; rows as bytes."""
    import pyarrow as pa

    if isinstance(values, np.ndarray) and values.dtype == ROW:
        offsets = np.arange(len(values) + 1, dtype=np.int32) * np.int32(ROW.itemsize)
        held = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(values).tobytes())]
        return pa.Array.from_buffers(pa.binary(), len(values), held)
    return values if isinstance(values, pa.Array) else pa.array(values)


def _texts(values: Sequence[str]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.string())


def _batch(**columns: Any) -> Any:
    import pyarrow as pa

    return pa.RecordBatch.from_arrays([_arrow(each) for each in columns.values()], list(columns))


def _table(**columns: Any) -> Any:
    import pyarrow as pa

    return pa.Table.from_batches([_batch(**columns)])
