"""Others' programs come to the same: the Go project's packages for signed notes and trees, and pymerkle."""

import json
import os
import shutil
import subprocess
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from benchmarks.ledger.exporting import Hub, bodies, make
from hypothesis import given
from hypothesis import strategies as st

from mash_tlog import bundle
from mash_tlog.checkpoint import Checkpoint
from mash_tlog.errors import TlogError
from mash_tlog.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
)
from mash_tlog.notes import Signer, Verifier, open_note, read_cosignature, sign
from mash_tlog.tiles import nodes_from, parse_path, read_bundle
from mash_tlog.verify.export import Export
from mash_tlog.witness.deciding import read_request

GO_PACKAGES = Path("/usr/share/gocode")
NOTES = GO_PACKAGES / "src/golang.org/x/mod/sumdb/note"
HUB = Hub()
SIZES = [1, 255, 256, 700]


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """The Go program, built."""
    if shutil.which("go") is None or not NOTES.is_dir():
        pytest.skip("apt-get install golang-go golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("go")
    shutil.copy(Path(__file__).parent / "reader.go", folder / "reader.go")
    settings = {"GO111MODULE": "off", "GOPATH": str(GO_PACKAGES), "GOFLAGS": "", "CGO_ENABLED": "0"}
    subprocess.run(
        ["go", "build", "-o", "reader", "reader.go"],
        cwd=folder,
        env={**os.environ, **settings, "GOCACHE": str(folder / "cache")},
        check=True,
    )
    return folder / "reader"


def _proofs(export, size):
    nodes = nodes_from(export.tile, size)
    some = sorted({0, 1, size // 2, size - 1} & set(range(size)))
    olds = sorted({1, size // 3, size // 2, size - 1, size} & set(range(1, size + 1)))
    return {
        "Records": [
            {"Index": each, "Proof": [one.hex() for one in inclusion_proof(each, size, nodes)]}
            for each in some
        ],
        "Trees": [
            {
                "Old": each,
                "Root": root_of(each, nodes).hex(),
                "Proof": [one.hex() for one in consistency_proof(each, size, nodes)],
            }
            for each in olds
        ],
    }


def _read(reader, folder, proofs, vkey=None):
    asked = folder.parent / "proofs.json"
    asked.write_text(json.dumps(proofs))
    words = [str(reader), str(folder), vkey or HUB.log.verifier.text, str(asked)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("size", SIZES)
def test_go_reads_our_notes_tiles_and_proofs_and_we_read_its_keys_and_notes(reader, tmp_path, size):
    make(tmp_path / "export", bodies(size), HUB)
    done = _read(reader, tmp_path / "export", _proofs(Export(tmp_path / "export"), size))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    signed = Checkpoint.parse(
        open_note((tmp_path / "export/checkpoint").read_text(), [HUB.log.verifier]).text
    )
    assert (found["size"], found["root"], found["unknown"]) == (size, signed.root.hex(), len(HUB.witnesses))
    signer = Signer.from_text(found["secret"])
    assert (signer.text, signer.verifier.text) == (found["secret"], found["public"])
    assert found["note"] == sign(signed.text, [signer])
    assert open_note(found["note"], [Verifier.from_text(found["public"])]).text == signed.text


def test_go_refuses_what_we_would_refuse(reader, tmp_path):
    """So that the test above would see a difference."""
    folder = tmp_path / "export"
    make(folder, bodies(700), HUB)
    proofs = _proofs(Export(folder), 700)
    assert _read(reader, folder, proofs, Signer.generate(HUB.log.name).verifier.text).returncode == 1
    for part in ("Records", "Trees"):
        wrong = json.loads(json.dumps(proofs))
        wrong[part][1]["Proof"][0] = "00" * 32
        assert _read(reader, folder, wrong).returncode == 1
    path = folder / "tile/0/001"
    path.write_bytes(bytes(32) + path.read_bytes()[32:])
    assert _read(reader, folder, proofs).returncode == 1


def test_pymerkle_comes_to_the_same_roots_and_proofs():
    pymerkle = pytest.importorskip("pymerkle", reason="pip install pymerkle")
    size = 150
    tree, theirs = Frontier(), pymerkle.InmemoryTree(algorithm="sha256")
    data = [b"%d" % each for each in range(size)]
    leaves = [leaf_hash(each) for each in data]

    def node(level, index):
        part = Frontier()
        part.extend(leaves[index << level : (index + 1) << level])
        return part.root()

    for count, each in enumerate(data, start=1):
        theirs.append_entry(each)
        tree.append(leaf_hash(each))
        assert theirs.get_root() == tree.root() == root_of(count, node)
    for index in range(0, size, 7):
        proof = theirs.prove_inclusion(index + 1, size)
        assert proof.path == [leaves[index], *inclusion_proof(index, size, node)]
        proof.verify(leaves[index], tree.root(), index=index + 1, size=size)
    for old, new in pairwise(range(1, size, 13)):
        theirs.prove_consistency(old, new).verify(root_of(old, node), root_of(new, node))


KEY = HUB.log.verifier
MOSTLY_NOTES = st.one_of(
    st.text(max_size=200),
    st.text(st.sampled_from("— \n+=0aAz/.é\ud800\x00"), max_size=80),
    st.builds(
        lambda note, at, new: note[:at] + new + note[at + 1 :],
        st.just(sign(Checkpoint(KEY.name, 5, bytes(32)).text, [HUB.log])),
        st.integers(0, 200),
        st.text(max_size=2),
    ),
)
READERS = {
    "note": lambda text: open_note(text, [KEY]),
    "checkpoint": Checkpoint.parse,
    "vkey": Verifier.from_text,
    "private key": Signer.from_text,
    "private key's rest": lambda text: Signer.from_text(f"PRIVATE+KEY+{text}"),
    "cosignature": lambda text: read_cosignature("x\n", text, HUB.witnesses[0].verifier),
    "path": parse_path,
    "bundle": lambda text: read_bundle(text.encode("utf-8", "surrogatepass")),
    "request": lambda text: read_request(text.encode("utf-8", "surrogatepass")),
    "proof": lambda text: bundle.verify(text, [KEY]),
    "proof's note": lambda text: bundle.verify(
        json.dumps(
            {
                "format": bundle.FORMAT,
                "body": text,
                "salt": "0" * 64,
                "index": 0,
                "proof": [],
                "checkpoint": text,
            }
        ),
        [KEY],
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_only_their_own_errors_ever_come_out_of_the_readers(name):
    read = READERS[name]

    @given(MOSTLY_NOTES)
    def attempt(text):
        with suppress(TlogError):
            read(text)

    attempt()
