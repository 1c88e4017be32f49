"""The tree is served as published, to leads, and to witnesses with a lead's token, alone."""

import pytest
from django.test import Client
from tests.world import BEFORE, SETUP

from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import make_token
from mash_tlog.checkpoint import Checkpoint
from mash_tlog.leaf import LEAF_SIZE
from mash_tlog.merkle import leaf_hash, root_of
from mash_tlog.notes import split
from mash_tlog.tiles import entries_path, nodes_from, read_bundle, tile_path


def reader(seat):
    with acting(SETUP, BEFORE):
        made = make_token(by=SETUP, at=BEFORE, seat=seat, name="Witness")
    return Client(headers={"Authorization": f"Bearer {made}"})


@pytest.fixture
def witness(log):
    return reader(log.world.seats["governance"])


def test_a_witness_rebuilds_the_root_from_what_is_served(log, witness):
    log.say(300)
    log.sign()
    log.say(1)
    state = Checkpoint.parse(split(witness.get("/api/v1/log/checkpoint").content.decode())[0])

    def read(level, number, width):
        found = witness.get(f"/api/v1/log/{tile_path(level, number, width)}")
        assert found.status_code == 200
        return found.content

    assert root_of(state.size, nodes_from(read, state.size)) == state.root
    bundle = read_bundle(witness.get(f"/api/v1/log/{entries_path(0)}").content)
    assert {len(one) for one in bundle} == {LEAF_SIZE}
    assert leaf_hash(bundle[7]) == read(0, 0, 256)[7 * 32 : 8 * 32]


@pytest.mark.parametrize(
    "path", ["tile/0/001", "tile/0/000.p/300", "tile/9/000", "tile/x", "tile/0/000/../1"]
)
def test_what_is_not_there_is_missing(log, witness, path):
    log.say(3)
    log.sign()
    assert witness.get(f"/api/v1/log/{path}").status_code == 404


def test_nobody_else_reads_it_and_reading_it_is_no_entry(log, witness):
    log.say(3)
    log.sign()
    with acting(SEQUENCER, now()):
        before = Entry.objects.count()
    witness.get("/api/v1/log/checkpoint")
    with acting(SEQUENCER, now()):
        assert Entry.objects.count() == before
    assert witness.get("/api/v1/cases?desk=county-children").status_code == 403, "the tree, and no case"
    for who in ("screener", "manager", "police", "administrator"):
        found = reader(log.world.seats[who]).get("/api/v1/log/checkpoint")
        assert found.status_code == 403, who
