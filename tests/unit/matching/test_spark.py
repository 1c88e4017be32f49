"""Spark is another way to the same outcome: the same pairs, probabilities and groups as a batch in one process."""

import gc
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.people import hub

from mash.cli import main
from mash.registers.people.matching import batch, blocking, spark
from mash.registers.people.matching.compare import arrays
from mash.registers.people.matching.reading import UnreadableFileError

# Spark's own client leaves sockets to the collector of garbage: they are collected here, not in somebody else's test.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _collected():
    yield
    gc.collect()


@pytest.fixture(scope="module")
def session():
    try:
        spark.ready()
    except spark.NoSparkError as error:
        pytest.skip(str(error))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(
            "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        )  # it lives for a minute
        with spark.session("local[2]") as found:
            found.conf.set(
                "spark.sql.execution.arrow.maxRecordsPerBatch", 700
            )  # so that blocks cross batches
            found.conf.set("spark.sql.shuffle.partitions", 3)
            found.conf.set("spark.sql.codegen.wholeStage", False)
            yield found
        gc.collect()


def _same(found: batch.Links, wanted: batch.Links) -> None:
    order = np.lexsort((wanted.pairs[:, 1], wanted.pairs[:, 0]))
    assert np.array_equal(found.pairs, wanted.pairs[order])
    assert np.abs(found.likely - wanted.likely[order]).max() < 1e-9
    assert np.abs(found.household - wanted.household[order]).max() < 1e-9
    assert found.compared == wanted.compared


def _wanted_groups(small):
    return batch.group(small.rows, small.words, small.model, small.links).group


def test_a_file_is_linked_and_grouped_as_in_one_process(small, session, tmp_path):
    file = tmp_path / "records.csv"
    hub.write(small.records, file)
    found = spark.link_file(session, file, small.model)
    _same(found.links, small.links)
    assert np.array_equal(found.group, _wanted_groups(small))
    assert list(found.numbers) == small.records["record_id"].tolist()


def test_a_folder_of_parquet_is_one_file(small, session, tmp_path):
    folder = tmp_path / "records.parquet"
    folder.mkdir()
    half = len(small.rows) // 2
    for name, part in (("part-1", slice(None, half)), ("part-0", slice(half, None))):
        hub.write(
            {heading: column[part] for heading, column in small.records.items()}, folder / f"{name}.parquet"
        )
    found = spark.link_file(session, folder, small.model)
    order = np.r_[half : len(small.rows), :half]  # the files by their names
    assert list(found.numbers) == small.records["record_id"][order].tolist()
    first = _wanted_groups(small)[order]
    together = first[found.links.pairs[:, 0]] == first[found.links.pairs[:, 1]]
    assert np.array_equal(
        together, found.group[found.links.pairs[:, 0]] == found.group[found.links.pairs[:, 1]]
    )
    assert len(found.links.pairs) == len(small.links.pairs)


def test_rows_at_hand_meet_by_the_keys_that_the_model_uses_and_has_not_stopped(small, session):
    model = replace(small.model, kinds=[4, 5, 7], stop=[*small.model.stop, *_some_keys(small)])
    wanted = batch.link(small.rows, small.words, model, least=model.review)
    assert 100 < len(wanted.pairs) < len(small.links.pairs)
    _same(spark.link_rows(session, small.rows, small.words, model, least=model.review), wanted)


def _some_keys(small) -> list[int]:
    values, counts = np.unique(blocking.keys_of_rows(small.rows, *arrays(small.words)), return_counts=True)
    return values[(counts > 2) & (values > 0)].tolist()


def test_of_few_records_all_pairs_are_compared_as_in_one_process(small, session):
    few = small.rows[:400]
    wanted = batch.link(few, small.words, small.model, least=small.model.review, exhaustive=True)
    assert wanted.compared == 400 * 399 / 2
    _same(spark.link_rows(session, few, small.words, small.model, least=small.model.review), wanted)


def test_a_file_without_names_is_refused(small, session, tmp_path):
    file = tmp_path / "numbers.csv"
    file.write_text("record_id,colour\n1,red\n")
    with pytest.raises(UnreadableFileError, match="understood as a name"):
        spark.link_file(session, file, small.model)


@pytest.mark.usefixtures("session")
def test_the_command_writes_the_same_persons_by_either_engine(small, tmp_path):
    file, model = tmp_path / "records.csv", tmp_path / "model.json"
    hub.write({heading: column[:3_500] for heading, column in small.records.items()}, file)
    model.write_text(small.model.to_json())
    outcomes = []
    for engine in ("duckdb", "spark"):
        out = tmp_path / f"{engine}.csv"
        asked = ["people", "link", str(file), "--engine", engine, "--model", str(model), "--out", str(out)]
        assert main(asked) == 0
        outcomes.append(out.read_text())
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].count("\n") == 3_501


def test_without_spark_the_command_says_how_to_install_it(monkeypatch, small, tmp_path, capsys):
    def missing() -> None:
        raise spark.NoSparkError(f"Spark is not installed. Install it with: {spark.INSTALL}")

    monkeypatch.setattr(spark, "ready", missing)
    file = tmp_path / "records.csv"
    hub.write({heading: column[:10] for heading, column in small.records.items()}, file)
    assert main(["people", "link", str(file), "--engine", "spark"]) != 0
    assert spark.INSTALL in capsys.readouterr().err
