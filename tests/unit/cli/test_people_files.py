"""`mash people` on files: what a person types, and what comes out."""

from __future__ import annotations

import csv
import json

import pytest
from benchmarks.people.hub import make, write

from mash.cli import main


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    hub = make(400, queries=100, seed=3)
    write(hub.records, folder / "records.csv")
    write(hub.queries, folder / "queries.csv")
    main(
        [
            "people",
            "train",
            str(folder / "records.csv"),
            "--out",
            str(folder / "model.json"),
            "--version",
            "mine",
        ]
    )
    return folder


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def said(capsys, *words):
    capsys.readouterr()
    assert main(["people", *words]) == 0
    return capsys.readouterr().out


def refused(capsys, *words):
    capsys.readouterr()
    assert main(["people", *words]) == 1
    return capsys.readouterr().err


def test_a_labelled_file_is_judged_without_a_mapping(files, capsys):
    out = said(
        capsys, "evaluate", str(files / "records.csv"), "--queries", str(files / "queries.csv"), "--json"
    )
    found = json.loads(out)
    assert found["columns"]["given_name"] == "given_name"
    assert found["f1"] > 0.95
    assert abs(found["f1_at_half"] - found["best_f1"]) < 0.03
    assert found["candidate_recall_at_10"] > 0.97
    assert set(found["seconds"]) == {"read_values", "train", "link", "group", "lookups"}
    assert "precision" in said(capsys, "evaluate", str(files / "records.csv"))


def test_columns_with_names_of_their_own_are_mapped(files, capsys, tmp_path):
    rows = list(csv.reader(lines(files / "records.csv")))
    strange = [f"kol{place}" for place in range(len(rows[0]))]
    with (tmp_path / "strange.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([strange, *rows[1:]])
    assert "understood as a name" in refused(capsys, "evaluate", str(tmp_path / "strange.csv"))
    fields = {"person_id": "truth", "record_id": "id", "household_id": "household"}
    mapping = {column: fields.get(heading, heading) for column, heading in zip(strange, rows[0], strict=True)}
    (tmp_path / "m.json").write_text(json.dumps(mapping))
    out = said(
        capsys, "evaluate", str(tmp_path / "strange.csv"), "--mapping", str(tmp_path / "m.json"), "--json"
    )
    assert json.loads(out)["f1"] > 0.95


def test_a_file_is_linked_by_a_kept_model(files, capsys, tmp_path):
    model = ["--model", str(files / "model.json")]
    found = json.loads(
        said(capsys, "link", str(files / "records.csv"), *model, "--out", str(tmp_path / "l.csv"), "--json")
    )
    rows = list(csv.DictReader(lines(tmp_path / "l.csv")))
    assert found["records"] == len(rows)
    assert found["persons"] == len({row["person"] for row in rows}) < len(rows)


def test_somebody_is_looked_up_with_reasons(files, capsys):
    row = next(each for each in csv.DictReader(lines(files / "records.csv")) if each["date_of_birth"])
    asked = json.dumps(
        {"forename": row["given_name"], "surname": row["family_name"], "dob": row["date_of_birth"]}
    )
    out = said(
        capsys,
        "lookup",
        "--json",
        asked,
        "--file",
        str(files / "records.csv"),
        "--model",
        str(files / "model.json"),
    )
    best = json.loads(out)[0]
    assert best["probability"] > 0.5
    assert "same date of birth" in {each["words"] for each in best["reasons"]}
    one = said(
        capsys, "explain", row["record_id"], row["record_id"], "--file", str(files / "records.csv"), "--json"
    )
    assert json.loads(one)["probability"] > 0.99


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["evaluate", "nowhere.csv"], "There is no file nowhere.csv."),
        (["lookup", "--json", "{", "--file", "x"], "What is asked is no JSON."),
        (["lookup", "--json", '{"shoe": 9}', "--file", "x"], "Nothing that was asked is understood."),
        (["train", "nowhere.csv"], "Say with --out where to write the model."),
    ],
)
def test_what_can_be_put_right_is_a_sentence(capsys, words, sentence):
    assert sentence in refused(capsys, *words)


def test_a_model_is_read_back_or_refused_with_a_sentence(files, capsys, tmp_path):
    (tmp_path / "no.json").write_text('{"format": "something else"}')
    words = ["link", str(files / "records.csv"), "--model", str(tmp_path / "no.json")]
    assert "is no model of persons" in refused(capsys, *words)
