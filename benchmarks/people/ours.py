"""The engine over a hub's files, in a process of its own: `python -m benchmarks.people.ours RECORDS [QUERIES]`."""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import numpy as np

from mash.registers.people.matching import batch
from mash.registers.people.matching.index import Index
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.reading import People, read_people
from mash.registers.people.matching.table import Vocabularies, encode
from mash.registers.people.matching.training import train


def end_to_end(records: Path) -> dict[str, Any]:
    """Seconds a stage and peak memory, from the file to persons; nothing is judged, as in a hub."""
    seconds: dict[str, float] = {}
    begin = perf_counter()

    def stage(name: str) -> None:
        nonlocal begin
        seconds[name] = round(perf_counter() - begin, 2)
        begin = perf_counter()

    people = read_people(records)
    words = Vocabularies()
    rows = encode(people.compared, words)
    stage("read")
    model = train(rows, words, at=datetime.now(UTC), version="benchmark")
    model.dress(rows, words)
    stage("train")
    links = batch.link(rows, words, model, least=model.review)
    stage("link")
    batch.group(rows, words, model, links)
    stage("group")
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss / 1024
    return {
        "records": len(rows),
        "compared": links.compared,
        "seconds": seconds,
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_memory_mib": round(peak, 1),
    }


def lookups(records: Path, queries: Path, most: int) -> dict[str, Any]:
    """Times of single lookups in milliseconds: who is found, explained in words; and the index's size."""
    people, asked = read_people(records), read_people(queries)
    words = Vocabularies()
    rows = encode(people.compared, words)
    model: Model = train(rows, words, at=datetime.now(UTC), version="benchmark")
    del rows, words
    index = Index(model)
    begin = perf_counter()
    index.add_many(range(len(people)), people.compared)
    built = perf_counter() - begin
    took, processor, explained = [], [], []
    said = [_said(asked, place) for place in range(min(most, len(asked)))]
    for values in said[:50]:
        index.find(values)
    for values in said:
        begin, worked = perf_counter(), thread_time()
        found = index.find(values)
        processor.append(thread_time() - worked)
        took.append(perf_counter() - begin)
        explained.append(len(found))
    milliseconds, working = np.array(took) * 1000, np.array(processor) * 1000
    return {
        "lookups": len(took),
        **{f"p{each}_ms": round(float(np.percentile(milliseconds, each)), 3) for each in (50, 95, 99)},
        **{f"processor_p{each}_ms": round(float(np.percentile(working, each)), 3) for each in (50, 95, 99)},
        "explained": round(float(np.mean(explained)), 1),
        "bytes_a_record": round(index.memory / len(people), 1),
        "built_seconds": round(built, 1),
    }


def _said(asked: People, place: int) -> dict[str, str]:
    return {field: column[place] for field, column in asked.compared.items() if column[place]}


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(lookups(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        print(json.dumps(end_to_end(Path(sys.argv[1]))))
