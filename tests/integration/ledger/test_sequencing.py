"""Every committed entry becomes a leaf, in one order, whoever else commits or is killed meanwhile."""

import threading

from django.db import connection

from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Leaf, Seal, Tile, Waiting
from mash.foundation.ledger.proof import sequencing, tree
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.ledger.proof.rows import bodies
from mash.foundation.visibility import acting
from mash.interfaces.worker.sequencer import sequence_all
from mash_tlog.leaf import leaf_data
from mash_tlog.merkle import Frontier


def plain_root(hashes):
    """RFC 6962's own definition."""
    frontier = Frontier()
    for one in hashes:
        frontier.append(one)
    return frontier.root()


def test_each_entry_becomes_the_leaf_of_all_that_it_says(log):
    numbers = log.say(3)
    sequence_all()
    with acting(SEQUENCER, now()):
        for number in numbers:
            seal = Seal.objects.get(pk=number)
            leaf = Leaf.objects.get(pk=seal.leaf)
            body, _seen = bodies([number])[number]
            assert b'"about":["user:' in body
            assert bytes(leaf.mac) == leaf_data(bytes(seal.salt), body)[1:]
        assert not Waiting.objects.exists()


def test_the_tree_is_that_of_the_leaves_at_every_size(log):
    sizes = set()
    for many in (1, 200, 60, 300, 513, 1):
        log.say(many)
        sequence_all()
        with acting(SEQUENCER, now()):
            size = tree.size()
            hashes = tree.leaf_hashes(0, size)
            for each in {size, *sizes}:
                assert tree.root(each) == plain_root(hashes[:each])
            assert Tile.objects.filter(level=0).count() == size // 256
        sizes.add(size)


def test_a_second_level_of_tiles(log, monkeypatch):
    monkeypatch.setattr(sequencing, "WIDTH", 4)
    monkeypatch.setattr(tree, "WIDTH", 4)
    for many in (1, 2, 9, 30, 3, 64):
        log.say(many)
        sequence_all()
    with acting(SEQUENCER, now()):
        size = tree.size()
        hashes = tree.leaf_hashes(0, size)
        assert Tile.objects.filter(level=2).count() == size // 64
        for one in Tile.objects.filter(level=1):
            below = 16
            begin = one.number * below
            assert bytes(one.root) == plain_root(hashes[begin : begin + below])


def test_what_is_rolled_back_leaves_no_gap_and_what_commits_late_is_not_missed(log):
    by = log.world.actor("screener")
    begun, go = threading.Event(), threading.Event()
    late: list[int] = []

    def slow():
        try:
            with acting(by, now()):
                late.extend(log_in(log, by))
                begun.set()
                go.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert begun.wait(20)
    try:
        with acting(by, now()):
            log_in(log, by)
            raise RuntimeError  # noqa: TRY301 - the transaction is to be rolled back
    except RuntimeError:
        pass
    after = log.say(2)
    sequence_all()
    go.set()
    thread.join(20)
    sequence_all()
    with acting(SEQUENCER, now()):
        leaves = list(Leaf.objects.order_by("index").values_list("index", flat=True))
        assert leaves == list(range(len(leaves)))
        of = dict(Seal.objects.values_list("entry", "leaf"))
    assert of[late[0]] > of[after[-1]], "numbered before, committed after"


def test_two_sequencers_at_once_make_one_order(log):
    log.say(700)
    failed = []

    def work():
        try:
            sequence_all()
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not failed
    with acting(SEQUENCER, now()):
        assert Leaf.objects.count() == Seal.objects.count() == tree.size()


def log_in(log, by):
    from mash.foundation.ledger import append
    from mash.registers.accounts.events import SEAT_CHOSEN

    return [append(SEAT_CHOSEN, by=by, at=now(), about=[], payload={"seat": 7})]
