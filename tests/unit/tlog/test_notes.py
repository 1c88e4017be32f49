"""Notes, cosignatures and checkpoints: what is signed is read back, what is not as published is refused."""

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from mash_tlog.checkpoint import Checkpoint
from mash_tlog.errors import FormatError, SignatureError
from mash_tlog.leaf import leaf_data, leaf_data_of
from mash_tlog.merkle import EMPTY_ROOT
from mash_tlog.notes import (
    COSIGNER,
    MAX_NOTE,
    MAX_SIGNATURES,
    Signer,
    Verifier,
    cosign,
    open_note,
    read_cosignature,
    sign,
    split,
)

LOG = Signer("ledger.example/2", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
WITNESS = Signer("county.example/witness", Ed25519PrivateKey.from_private_bytes(bytes(32)), COSIGNER)
TEXT = Checkpoint("ledger.example/2", 7, EMPTY_ROOT).text
NOON = 1_795_953_600

# The example of the specification of signed notes.
PUBLISHED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
PUBLISHED = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def test_the_published_note_opens_with_its_published_key():
    verifier = Verifier.from_text(PUBLISHED_KEY)
    assert verifier.text == PUBLISHED_KEY
    note = open_note(PUBLISHED, [verifier])
    assert note.text == "This is an example message.\n"
    assert note.by(verifier).line == PUBLISHED.split("\n\n")[1]


@pytest.mark.parametrize("kind", [1, COSIGNER])
def test_a_key_is_read_back_from_its_text_and_shows_itself_nowhere_else(kind):
    signer = Signer.generate("ledger.example/2", kind)
    again = Signer.from_text(signer.text)
    assert (again.verifier, again.text) == (signer.verifier, signer.text)
    assert Verifier.from_text(signer.verifier.text) == signer.verifier
    assert signer.text.split("+", 4)[4] not in repr(signer) + str(signer)


def test_a_note_keeps_what_others_signed_and_tells_a_cosignatures_time():
    other = Signer.generate("other.example")
    note = sign(TEXT, [LOG, other]) + cosign(TEXT, WITNESS, NOON)
    opened = open_note(note, [LOG.verifier, WITNESS.verifier])
    assert opened.text == TEXT
    assert [(each.verifier, each.seconds) for each in opened.signatures] == [
        (LOG.verifier, None),
        (WITNESS.verifier, NOON),
    ]
    assert len(opened.unknown) == 1
    assert opened.unknown[0].startswith("— other.example ")
    assert opened.by(other.verifier) is None


def test_a_cosignature_is_over_the_time_and_the_text():
    """As the specification says: two lines before the text."""
    line = cosign(TEXT, WITNESS, NOON)
    raw = base64.b64decode(line.split(" ")[2])
    assert raw[:4] == hashlib.sha256(b"county.example/witness\n\x04" + WITNESS.verifier.key).digest()[:4]
    assert int.from_bytes(raw[4:12], "big") == NOON
    WITNESS.key.public_key().verify(raw[12:], f"cosignature/v1\ntime {NOON}\n{TEXT}".encode())
    assert read_cosignature(TEXT, line, WITNESS.verifier) == NOON


def test_a_cosignature_of_another_text_time_or_witness_is_refused():
    line = cosign(TEXT, WITNESS, NOON)
    name, encoded = line[2:].split(" ")
    raw = bytearray(base64.b64decode(encoded))
    raw[11] ^= 1
    later = f"— {name} {base64.b64encode(raw).decode()}\n"
    other = Signer.generate(WITNESS.name, COSIGNER)
    for text, each, verifier in [
        (TEXT.replace("7", "8"), line, WITNESS.verifier),
        (TEXT, later, WITNESS.verifier),
        (TEXT, line, other.verifier),
        (TEXT, sign(TEXT, [LOG]).split("\n\n")[1], LOG.verifier),
    ]:
        with pytest.raises(SignatureError):
            read_cosignature(text, each, verifier)


def test_an_impossible_time_is_refused():
    message = f"cosignature/v1\ntime {1 << 63}\n{TEXT}".encode()
    raw = WITNESS.verifier.key_id + (1 << 63).to_bytes(8, "big") + WITNESS.key.sign(message)
    with pytest.raises(SignatureError, match="impossible time"):
        read_cosignature(TEXT, f"— {WITNESS.name} {base64.b64encode(raw).decode()}", WITNESS.verifier)
    with pytest.raises(FormatError, match="after 1970"):
        cosign(TEXT, WITNESS, 0)


def test_a_wrong_signature_of_a_known_key_spoils_the_note():
    """Also beside a right one by another key: who can be trusted said something else."""
    forged = sign(TEXT.replace("7", "8"), [LOG]).split("\n\n")[1]
    note = sign(TEXT, [LOG]) + cosign(TEXT, WITNESS, NOON)
    with pytest.raises(SignatureError, match=r"ledger\.example/2 is wrong"):
        open_note(note + forged, [LOG.verifier, WITNESS.verifier])
    with pytest.raises(SignatureError, match="No known key"):
        open_note(note, [Signer.generate(LOG.name).verifier])
    with pytest.raises(SignatureError, match="No known key"):
        open_note(note, [])


def test_the_first_of_a_witnesss_cosignatures_counts():
    note = sign(TEXT, [LOG]) + cosign(TEXT, WITNESS, NOON) + cosign(TEXT, WITNESS, NOON + 60)
    assert open_note(note, [WITNESS.verifier]).by(WITNESS.verifier).seconds == NOON


def test_a_text_may_hold_empty_lines():
    text = "one\n\ntwo\n"
    assert open_note(sign(text, [LOG]), [LOG.verifier]).text == text


SIGNED = sign(TEXT, [LOG])
LINE = SIGNED.split("\n\n")[1]


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        SIGNED[:-1],
        SIGNED + "\n",
        SIGNED.replace("7", "\t7"),
        SIGNED.replace("7", "7\r"),
        SIGNED.replace("\n\n", "\n"),
        SIGNED.replace("— ", "- "),
        SIGNED.replace("— ", "—  "),
        f"{TEXT}\n— ledger.example+2 {LINE.split(' ')[2]}",
        f"{TEXT}\n— ledger.example/2\u00a0x {LINE.split(' ')[2]}",
        SIGNED.replace("=\n", "\n") if "=\n" in LINE else SIGNED[:-2] + "!\n",
        f"{TEXT}\n— ledger.example/2 AAAAAA==\n",
        f"{TEXT}\n— ledger.example/2 AAAAAAB=\n",
        SIGNED.replace("7", "\ud800"),
        SIGNED + LINE * MAX_SIGNATURES,
        "x" * MAX_NOTE + SIGNED,
    ],
)
def test_what_is_no_note_is_refused(note):
    with pytest.raises(FormatError):
        open_note(note, [LOG.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ledger.example/2",
        LOG.verifier.text.replace("ledger", "other"),
        LOG.verifier.text.replace("+", " +", 1),
        LOG.verifier.text + "=",
        LOG.verifier.text[:-4],
        f"ledger.example/2+00000000+{LOG.verifier.text.split('+', 2)[2]}",
        f"ledger.example/2+{LOG.verifier.key_id.hex()}+",
        "ledger.example/2+00000000+" + base64.b64encode(b"\x06" + bytes(1312)).decode(),
        LOG.text,
    ],
)
def test_what_is_no_verifying_key_is_refused(text):
    with pytest.raises(FormatError):
        Verifier.from_text(text)


@pytest.mark.parametrize(
    "text", ["", LOG.verifier.text, LOG.text[:-4], LOG.text.replace("ledger", "other"), "PRIVATE+KEY+"]
)
def test_what_is_no_private_key_is_refused_without_showing_it(text):
    with pytest.raises(FormatError) as refused:
        Signer.from_text(text)
    assert LOG.text.split("+", 4)[-1] not in str(refused.value)


def test_each_kind_of_key_signs_its_own_kind_of_line():
    with pytest.raises(FormatError, match="a witness cosigns"):
        sign(TEXT, [WITNESS])
    with pytest.raises(FormatError, match="Only a witness's key"):
        cosign(TEXT, LOG, NOON)
    with pytest.raises(FormatError, match="ends in a newline"):
        sign("text", [LOG])


@given(
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30),
    st.integers(0, (1 << 63) - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=9), max_size=3),
)
def test_a_checkpoint_is_read_back(origin, size, root, extensions):
    one = Checkpoint(origin, size, root, tuple(extensions))
    assert Checkpoint.parse(one.text) == one
    assert Checkpoint.parse(split(sign(one.text, [LOG]))[0]) == one


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"log\n7\n{ROOT}",
        f"\n7\n{ROOT}\n",
        f"log\n07\n{ROOT}\n",
        f"log\n-7\n{ROOT}\n",
        f"log\n٧\n{ROOT}\n",
        f"log\n{1 << 63}\n{ROOT}\n",
        f"log\n7\n{ROOT[4:]}\n",
        f"log\n7\n{ROOT} \n",
        f"log\n7\n{ROOT}\n\n",
        f"log\n7\n{ROOT}\n\nmore\n",
        f"log\r\n7\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(FormatError):
        Checkpoint.parse(text)


def test_a_leaf_is_its_version_and_an_hmac():
    mac = hmac.new(b"s" * 32, b"{}", hashlib.sha256).digest()
    assert leaf_data(b"s" * 32, b"{}") == b"\x01" + mac == leaf_data_of(mac)
    with pytest.raises(ValueError, match="32 bytes"):
        leaf_data_of(mac[:-1])
