"""`mash intake` at the console: recorded, through, again, and cut off by a kill."""

import argparse
import contextlib
import json

import pytest
from tests.integration.notifications import flood

from mash.cli.errors import UserError
from mash.cli.intake import import_, reconcile, source


@pytest.fixture
def mash(world, monkeypatch, capsys):
    """Run a subcommand in this process; `(module, arguments) -> (status, printed)`."""

    def run(module, *arguments):
        monkeypatch.setattr(module, "database", contextlib.nullcontext)
        parser = argparse.ArgumentParser()
        module.arguments(parser)
        try:
            code = module.run(parser.parse_args([str(one) for one in arguments]))
        except UserError as error:
            return 1, str(error)
        return code, capsys.readouterr().out

    return run


def test_a_source_is_recorded_and_its_file_reconciled(mash, written, tmp_path):
    assert mash(import_, written([]), "--source", "ppn")[1].startswith("There is no source ppn.")
    code, out = mash(source, "ppn", "--agency", "police", "--desk", "county-children", "--new-secret")
    assert (code, len(out.splitlines()[1])) == (0, 43)
    mapping = tmp_path / "m.json"
    mapping.write_text('{"columns": {"No": "reference", "What": "summary"}}')
    path = written([["P1", "A row"], ["P1", "A row"], ["", "Lost"]], heading=["No", "What"])
    code, out = mash(import_, path, "--source", "ppn", "--mapping", mapping)
    assert code == 0
    assert "3 sent = 1 received + 1 duplicates + 1 rejected + 0 waiting" in out
    assert "No: The force’s reference is missing" in out
    code, out = mash(import_, path, "--source", "ppn", "--mapping", mapping, "--json")
    assert (code, json.loads(out)["received"]) == (0, 1)
    code, out = mash(reconcile, "--source", "ppn", "--json")
    assert (code, json.loads(out)["sent"]) == (0, 3)
    other = written([["P9", "A row"]], heading=["No", "What"], name="other.csv")
    code, out = mash(import_, other, "--source", "ppn", "--mapping", mapping, "--declared", "2")
    assert code == 1
    assert "It does not add up." in out
    assert "No column is the force’s reference" in mash(import_, path, "--source", "ppn")[1]


def test_a_flood_that_is_killed_as_it_is_taken_in_adds_up(own_database, force, tmp_path):
    flood.by_file(force, tmp_path, own_database.app_dsn, many=80, kills=2, seed=3)
