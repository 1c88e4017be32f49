"""What docs/how-to/check-a-proof.md says is tried as it stands there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from benchmarks.ledger.exporting import Hub, bodies, body, make, salt

from mash_tlog import bundle
from mash_tlog.notes import COSIGNER, Signer
from mash_tlog.tiles import nodes_from
from mash_tlog.verify.export import Export

TOOLS = ("bash", "jq", "openssl", "xxd", "sha256sum")
PAGE = Path(__file__).parents[3] / "docs/how-to/check-a-proof.md"
HUB = Hub(
    Signer.generate("ledger.county.example"), (Signer.generate("health.county.example/witness", COSIGNER),), 1
)


@pytest.fixture(autouse=True)
def tools():
    missing = [each for each in TOOLS if shutil.which(each) is None]
    if missing:
        pytest.skip(f"apt-get install jq openssl xxd (missing: {', '.join(missing)})")


@pytest.fixture
def proof(tmp_path):
    make(tmp_path / "export", bodies(300), HUB)
    note = (tmp_path / "export/checkpoint").read_text()
    nodes = nodes_from(Export(tmp_path / "export").tile, 300)
    text = bundle.make(body(297), salt(297), 297, nodes, note)
    (tmp_path / "PROOF.json").write_text(text)
    return tmp_path / "PROOF.json"


def _follow(folder, vkey=HUB.log.verifier.text, witness=HUB.witnesses[0].verifier.text):
    """All that the page's blocks print; and once more the check of a signature, as the page says, for the witness."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    log, cosigned = blocks[2], blocks[3]
    again = "\n".join(log.splitlines()[2:]).replace("-in text", "-in signed")
    script = "\n".join([*blocks[:2], log, cosigned, f"VKEY={witness}", again])
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, "VKEY": vkey},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()


def test_the_page_finds_a_right_proof_right(proof):
    assert _follow(proof.parent) == ["right", *["Signature Verified Successfully"] * 2]


def test_the_page_finds_a_changed_entry_and_other_keys_wrong(proof):
    text = proof.read_text()
    proof.write_text(text.replace("seat:6", "seat:7"))
    assert proof.read_text() != text
    assert "right" not in _follow(proof.parent)
    proof.write_text(text)
    other = Signer.generate(HUB.log.name).verifier.text
    assert _follow(proof.parent, other, other) == ["right", *["Signature Verification Failure"] * 2]
