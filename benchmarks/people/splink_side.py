"""Joint Splink on DuckDB over a hub's file, in a process of its own: `python -m benchmarks.people.splink_side FILE`.

A careful set-up, not a straw man: family name, address and telephone, which relatives share, are one comparison, so
that they do not count as independent; names, dates and numbers have levels as in the tool's own library, with term
frequencies; blocking brings in nearly every true pair; training is the documented one, without labels.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

LEAST = 0.01
_PREPARED = """
CREATE TABLE people AS
SELECT record_id AS unique_id, person_id,
       nullif(upper(strip_accents(given_name)), '') AS given_name,
       nullif(upper(strip_accents(family_name)), '') AS family_name,
       nullif(upper(middle_name), '') AS middle_name,
       nullif(date_of_birth, '') AS date_of_birth, nullif(sex, '') AS sex,
       nullif(replace(upper(postcode), ' ', ''), '') AS postcode,
       nullif(upper(regexp_extract(address, '(\\d+[a-zA-Z]?) [^\\d]*$', 1)), '') AS house,
       nullif(right(regexp_replace(phone, '[^0-9]', '', 'g'), 10), '') AS phone,
       nullif(nhs_number, '') AS nhs_number
FROM read_csv(?, all_varchar = true, header = true)
"""


def _home() -> Any:
    """What a household shares, as one comparison: name, address and telephone by how many of them agree."""
    name, code, phone = (f"{each}_l = {each}_r" for each in ("family_name", "postcode", "phone"))
    house = "house_l = house_r"
    near = "jaro_winkler_similarity(family_name_l, family_name_r) >= 0.9"
    found = [
        levels.CustomLevel(
            "(family_name_l IS NULL OR family_name_r IS NULL) AND (postcode_l IS NULL OR postcode_r IS NULL) "
            "AND (phone_l IS NULL OR phone_r IS NULL)", "all missing",
        ).configure(is_null_level=True),
        *(
            levels.CustomLevel(condition, condition)
            for condition in (
                f"{name} AND {code} AND {house} AND {phone}",
                f"{name} AND {code} AND {house}",
                f"{name} AND {phone}",
                f"{near} AND ({phone} OR ({code} AND {house}))",
                f"{name} AND {code}",
                f"{phone} AND {code}",
                f"{code} AND {house}",
                phone,
                f"{near} AND {code}",
            )
        ),
        levels.CustomLevel(name, "family name").configure(tf_adjustment_column="family_name"),
        levels.CustomLevel(near, "family name nearly"),
        levels.CustomLevel(code, "postcode"),
        levels.ElseLevel(),
    ]  # fmt: skip
    return comparisons.CustomComparison(found, output_column_name="home")


def _given() -> Any:
    return comparisons.CustomComparison(
        [
            levels.NullLevel("given_name"),
            levels.ExactMatchLevel("given_name", term_frequency_adjustments=True),
            levels.CustomLevel("given_name_l = family_name_r AND family_name_l = given_name_r", "swapped"),
            levels.JaroWinklerLevel("given_name", 0.92),
            levels.JaroWinklerLevel("given_name", 0.85),
            levels.CustomLevel("given_name_l = middle_name_r OR middle_name_l = given_name_r", "middle"),
            levels.CustomLevel("left(given_name_l, 3) = left(given_name_r, 3)", "beginning"),
            levels.ElseLevel(),
        ],
        output_column_name="given_name",
    )


def _born() -> Any:
    year, turned = "left(date_of_birth_l, 4) = left(date_of_birth_r, 4)", (
        "date_of_birth_l[6:7] = date_of_birth_r[9:10] AND date_of_birth_l[9:10] = date_of_birth_r[6:7]"
    )  # fmt: skip
    return comparisons.CustomComparison(
        [
            levels.NullLevel("date_of_birth"),
            levels.ExactMatchLevel("date_of_birth", term_frequency_adjustments=True),
            levels.CustomLevel(f"{year} AND {turned}", "day and month turned"),
            levels.DamerauLevenshteinLevel("date_of_birth", 1),
            levels.CustomLevel("date_of_birth_l[6:10] = date_of_birth_r[6:10]", "day and month"),
            levels.CustomLevel(f"{year} AND date_of_birth_l[6:7] = date_of_birth_r[6:7]", "year and month"),
            levels.CustomLevel(year, "year"),
            levels.ElseLevel(),
        ],
        output_column_name="date_of_birth",
    )


_BLOCKING = (
    ("nhs_number",), ("phone", "substr(given_name, 1, 2)"), ("date_of_birth", "substr(given_name, 1, 1)"),
    ("date_of_birth", "substr(family_name, 1, 2)"), ("given_name", "family_name", "substr(date_of_birth, 1, 4)"),
    ("given_name", "postcode"), ("family_name", "postcode", "substr(given_name, 1, 1)"),
    ("given_name", "family_name", "substr(date_of_birth, 6, 5)"), ("phone", "family_name"),
    ("postcode", "house", "substr(given_name, 1, 1)"), ("given_name", "family_name", "substr(postcode, 1, 3)"),
)  # fmt: skip


def run(file: Path) -> dict[str, Any]:
    """Seconds a stage, and the pairs' and clusters' accuracy. The connection keeps DuckDB's own settings."""
    seconds: dict[str, float] = {}
    begin = perf_counter()

    def stage(name: str) -> None:
        nonlocal begin
        seconds[name] = round(perf_counter() - begin, 2)
        begin = perf_counter()

    connection = duckdb.connect()
    connection.execute(_PREPARED, [str(file)])
    stage("read")
    database = DuckDBAPI(connection)
    rules = [block_on(*each) for each in _BLOCKING]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _home(), _given(), _born(),
            comparisons.ExactMatch("sex"),
            comparisons.LevenshteinAtThresholds("nhs_number", 1),
            comparisons.JaroWinklerAtThresholds("middle_name", [0.9]),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )  # fmt: skip
    linker = Linker(database.register("people"), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("nhs_number"),
            block_on("given_name", "family_name", "date_of_birth"),
            block_on("given_name", "date_of_birth", "postcode"),
        ],
        recall=0.85,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (("given_name", "family_name"), ("date_of_birth",), ("postcode", "given_name")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), max_pairs=5e6, estimate_without_term_frequencies=True
        )
    stage("train")
    predicted = linker.inference.predict(threshold_match_probability=LEAST)
    stage("link")
    clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=0.5
    )
    stage("group")
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = connection.execute(
        f"SELECT p.match_probability AS likely, l.person_id = r.person_id AS same FROM {predicted.physical_name} p "
        "JOIN people l ON l.unique_id = p.unique_id_l JOIN people r ON r.unique_id = p.unique_id_r "
        "ORDER BY p.match_weight DESC"
    ).fetchnumpy()
    in_truth = _pairs(connection, "people", "person_id")
    groups = (
        f"(SELECT c.cluster_id, p.person_id FROM {clustered.physical_name} c JOIN people p USING (unique_id))"
    )
    together = _pairs(connection, groups, "cluster_id, person_id")
    in_groups = _pairs(connection, groups, "cluster_id")
    return {
        **judged(found["likely"], found["same"], in_truth),
        "cluster_f1": 2 * together / (in_groups + in_truth),
        "seconds": seconds,
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_memory_mib": round(used.ru_maxrss / 1024, 1),
    }


def _pairs(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> int:
    counted = f"SELECT count(*) AS n FROM {table} GROUP BY {columns}"
    row = connection.execute(f"SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM ({counted})").fetchone()
    assert row
    return int(row[0])


def judged(likely: Any, same: Any, in_truth: int) -> dict[str, float]:
    """F1 at 0.5, the best F1, and recall at precisions, of pairs whose probability falls."""
    true, every = np.cumsum(same), np.arange(1, len(same) + 1)
    f1 = 2 * true / (every + in_truth)
    precision = true / every
    half = int((likely >= 0.5).sum())

    def recall_at(least: float) -> float:
        good = np.flatnonzero(precision >= least)
        return float(true[good[-1]] / in_truth) if len(good) else 0.0

    return {
        "f1_at_half": float(f1[half - 1]),
        "best_f1": float(f1.max()),
        "recall_at_precision_99": recall_at(0.99),
        "recall_at_precision_999": recall_at(0.999),
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
