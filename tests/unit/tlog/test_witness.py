"""What a witness cosigns and what it refuses; what it keeps of both."""

import base64
from hashlib import sha256
from http import HTTPStatus

import pytest

from mash_tlog.checkpoint import Checkpoint
from mash_tlog.merkle import EMPTY_ROOT, Frontier, consistency_proof, leaf_hash, root_of
from mash_tlog.notes import COSIGNER, Signer, open_note, read_cosignature, sign, split
from mash_tlog.witness.deciding import BEHIND, FORK, SIZE, UNPROVEN, Request, Witness, write_request
from mash_tlog.witness.store import Store, StoreError

ORIGIN = "ledger.example"
LOG = Signer.generate(ORIGIN)
NEXT = Signer.generate(ORIGIN)
LEAVES = [leaf_hash(b"%d" % each) for each in range(40)]
REWRITTEN = [leaf_hash(b"rewritten"), *LEAVES[1:]]
NOON = 1_795_953_600


def _root(leaves):
    tree = Frontier()
    tree.extend(leaves)
    return tree.root()


def _nodes(leaves):
    return lambda level, index: _root(leaves[index << level : (index + 1) << level])


def _note(size, leaves=LEAVES, *, origin=ORIGIN, signers=(LOG,), root=None):
    found = root_of(size, _nodes(leaves)) if root is None else root
    return sign(Checkpoint(origin, size, found).text, signers)


def _body(old, size, leaves=LEAVES, *, proof=None, **more):
    found = consistency_proof(old, size, _nodes(leaves)) if proof is None else proof
    return write_request(Request(old, tuple(found), _note(size, leaves, **more)))


class Clock:
    seconds = NOON

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path):
    with Store.create(tmp_path / "witness", Signer.generate("county.example/witness", COSIGNER)) as made:
        made.trust(ORIGIN, LOG.verifier)
        yield made


@pytest.fixture
def witness(store, clock):
    return Witness(store, clock)


def _status(witness, body):
    return witness.add_checkpoint(body).status


def test_it_cosigns_a_log_that_goes_on(witness, store, clock):
    for old, new in [(0, 0), (0, 3), (3, 3), (3, 8), (8, 37)]:
        clock.seconds += 60
        reply = witness.add_checkpoint(_body(old, new))
        assert reply.status == HTTPStatus.OK, reply.text
        text = split(_note(new))[0]
        assert read_cosignature(text, reply.text, store.signer.verifier) == clock.seconds
        held = open_note(witness.held(ORIGIN).text, [LOG.verifier, store.signer.verifier])
        assert (held.text, len(held.signatures)) == (text, 2)
        assert witness.held_by_hash(sha256(ORIGIN.encode()).hexdigest()).text == witness.held(ORIGIN).text
    assert store.evidence() == []


def test_what_it_cosigned_outlives_it(witness, store, tmp_path):
    witness.add_checkpoint(_body(0, 8))
    store.close()
    with Store(tmp_path / "witness") as again:
        assert Witness(again, lambda: NOON).add_checkpoint(_body(0, 8)).text == "8\n"
        assert again.signer.verifier == store.signer.verifier


def test_another_old_size_is_answered_with_the_right_one(witness, store):
    assert witness.add_checkpoint(_body(2, 8)).text == "0\n"
    witness.add_checkpoint(_body(0, 8))
    reply = witness.add_checkpoint(_body(0, 20))
    assert (reply.status, reply.text, reply.kind) == (HTTPStatus.CONFLICT, "8\n", SIZE)
    assert store.evidence() == []


def test_a_fork_is_refused_and_kept(witness, store):
    held = witness.add_checkpoint(_body(0, 8))
    assert held.status == HTTPStatus.OK
    assert _status(witness, _body(8, 8, REWRITTEN)) == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _status(witness, _body(0, 8, REWRITTEN)) == HTTPStatus.CONFLICT
    (one,) = store.evidence()
    assert (one.kind, one.seconds) == (FORK, NOON)
    for note, root in ((one.held, _root(LEAVES[:8])), (one.shown, _root(REWRITTEN[:8]))):
        signed = open_note(note, [LOG.verifier])
        assert Checkpoint.parse(signed.text) == Checkpoint(ORIGIN, 8, root)
    assert _status(witness, _body(8, 9)) == HTTPStatus.OK


def test_a_rewritten_log_that_grew_is_refused_and_kept(witness, store):
    witness.add_checkpoint(_body(0, 8))
    for proof in (None, (), consistency_proof(8, 20, _nodes(LEAVES))):
        assert _status(witness, _body(8, 20, REWRITTEN, proof=proof)) == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [each.kind for each in store.evidence()] == [UNPROVEN]
    assert Checkpoint.parse(split(witness.held(ORIGIN).text)[0]).size == 8


def test_a_log_set_back_is_refused_and_kept(witness, store):
    witness.add_checkpoint(_body(0, 20))
    assert witness.add_checkpoint(_body(3, 8)).text == "20\n"
    assert _status(witness, _body(20, 8, proof=())) == HTTPStatus.BAD_REQUEST
    assert [each.kind for each in store.evidence()] == [BEHIND]


def test_evidence_of_one_checkpoint_is_kept_once_and_not_without_end(witness, store, monkeypatch):
    monkeypatch.setattr("mash_tlog.witness.store.MOST_EVIDENCE", 3)
    witness.add_checkpoint(_body(0, 20))
    for size in (4, 4, 5, 6, 7, 8):
        witness.add_checkpoint(_body(0, size))
    assert [Checkpoint.parse(split(each.shown)[0]).size for each in store.evidence()] == [4, 5, 6]


def test_evidence_holds_no_lines_that_the_log_did_not_sign(witness, store):
    witness.add_checkpoint(_body(0, 20))
    witness.add_checkpoint(_body(0, 8, signers=(LOG, Signer.generate("stranger.example"))))
    assert "stranger" not in store.evidence()[0].shown


def test_an_unknown_log_and_an_unknown_key_are_told_apart(witness):
    assert _status(witness, _body(0, 3, origin="other.example")) == HTTPStatus.NOT_FOUND
    assert _status(witness, _body(0, 3, signers=(NEXT,))) == HTTPStatus.FORBIDDEN
    forged = _note(3).replace("\n3\n", "\n4\n")
    assert _status(witness, write_request(Request(0, (), forged))) == HTTPStatus.FORBIDDEN
    assert witness.held(ORIGIN).status == HTTPStatus.NOT_FOUND


def test_a_log_may_change_its_key(witness, store):
    witness.add_checkpoint(_body(0, 3))
    store.trust(ORIGIN, NEXT.verifier)
    assert _status(witness, _body(3, 8, signers=(NEXT,))) == HTTPStatus.OK
    assert _status(witness, _body(8, 9, signers=(LOG, NEXT))) == HTTPStatus.OK


def test_the_root_of_the_empty_tree_is_the_empty_root(witness):
    assert _status(witness, _body(0, 0, root=bytes(32))) == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _status(witness, _body(0, 0, root=EMPTY_ROOT)) == HTTPStatus.OK


def test_a_proof_from_nothing_has_to_be_empty(witness):
    assert _status(witness, _body(0, 3, proof=(bytes(32),))) == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_clock_set_back_does_not_show(witness, store, clock):
    store.trust("other.example", LOG.verifier)
    witness.add_checkpoint(_body(0, 3))
    clock.seconds = NOON - 3600
    for body, text in (
        (_body(3, 8), split(_note(8))[0]),
        (_body(0, 3, origin="other.example"), split(_note(3, origin="other.example"))[0]),
    ):
        assert read_cosignature(text, witness.add_checkpoint(body).text, store.signer.verifier) == NOON


HASH = base64.b64encode(bytes(32)).decode()
NOTHING = sign("nothing\n", (LOG,))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        _note(3).encode(),
        f"old 03\n\n{_note(3)}".encode(),
        f"old -1\n\n{_note(3)}".encode(),
        f"old {1 << 63}\n\n{_note(3)}".encode(),
        f"Old 0\n\n{_note(3)}".encode(),
        f"old 0\r\n\r\n{_note(3)}".encode(),
        f"old 0\n{_note(3)}".encode(),
        f"old 1\n{HASH[:-1]}\n\n{_note(3)}".encode(),
        f"old 1\n{(HASH + chr(10)) * 64}\n{_note(3)}".encode(),
        f"old 0\n\n{_note(3)}"[:-1].encode(),
        f"old 0\n\n{NOTHING}".encode(),
    ],
)
def test_what_is_no_request_is_refused(witness, body):
    assert _status(witness, body) == HTTPStatus.BAD_REQUEST


def test_its_key_is_its_owners_alone_and_made_once(tmp_path):
    signer = Signer.generate("county.example/witness", COSIGNER)
    Store.create(tmp_path / "new", signer).close()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreError, match="its key stays"):
        Store.create(tmp_path / "new", Signer.generate("other.example", COSIGNER))
    with Store(tmp_path / "new") as again:
        assert again.signer.verifier == signer.verifier
    with pytest.raises(StoreError, match="no witness's"):
        Store(tmp_path)


def test_a_witnesss_key_is_not_a_logs(store, tmp_path):
    with pytest.raises(StoreError, match="not a log's"):
        store.trust(ORIGIN, store.signer.verifier)
    with pytest.raises(StoreError, match="not a witness's"):
        Store.create(tmp_path / "other", LOG)
