"""The verifier on exports that are right, and on exports that somebody changed: it names the place."""

import json
import shutil
import subprocess
import sys

import pytest
from benchmarks.ledger.exporting import START, Hub, bodies, body, make, salt, written

from mash_tlog import bundle
from mash_tlog.checkpoint import Checkpoint
from mash_tlog.leaf import leaf_data
from mash_tlog.merkle import Frontier, leaf_hash
from mash_tlog.notes import COSIGNER, Signer, cosign, sign
from mash_tlog.tiles import nodes_from
from mash_tlog.verify.export import CannotRead, Export, Keys
from mash_tlog.verify.judging import judge
from mash_tlog.verify.words import in_words

HUB = Hub()
KEYS = Keys((HUB.log.verifier,), tuple(each.verifier for each in HUB.witnesses), HUB.quorum)
SIZE = 700
EVERY = 64


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports") / "right"
    make(folder, bodies(SIZE), HUB, every=EVERY)
    return folder


@pytest.fixture
def export(made, tmp_path):
    """A right export of 700 entries, to be changed."""
    return shutil.copytree(made, tmp_path / "export")


def _judge(folder, keys=KEYS, seen=()):
    return judge(Export(folder), keys, seen)


def _first(folder, keys=KEYS, seen=()):
    """Kind, leaf and number of what is found first."""
    verdict = _judge(folder, keys, seen)
    assert not verdict.right, in_words(verdict)
    first = verdict.findings.sorted()[0]
    assert f"First bad place: {first.place or 'a signature'}" in in_words(verdict)
    return first.kind, first.leaf, first.number


def _lines(folder):
    return (folder / "entries.ndjson").read_bytes().splitlines(keepends=True)


def _write(folder, lines):
    (folder / "entries.ndjson").write_bytes(b"".join(lines))


def _note(size, entries=None, *, signer=HUB.log, witnesses=HUB.witnesses):
    tree = Frontier()
    for index, each in enumerate(entries or bodies(size)):
        tree.append(leaf_hash(leaf_data(salt(index), each)))
    text = Checkpoint(signer.name, size, tree.root()).text
    return sign(text, [signer]) + "".join(cosign(text, each, START + 600) for each in witnesses)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 513])
def test_an_export_as_it_was_written_is_right(tmp_path, size):
    make(tmp_path / "export", bodies(size), HUB, every=100)
    verdict = _judge(tmp_path / "export")
    assert verdict.right, in_words(verdict)
    assert (verdict.shown, verdict.witnessed, verdict.warnings) == (size, size, [])


def test_the_verdict_says_what_was_checked_and_what_was_not(made):
    verdict = _judge(made)
    words = in_words(verdict)
    assert verdict.right
    assert (verdict.checkpoints, verdict.cosignatures) == (12, 24)
    assert "700 entries against their leaves" in words
    assert "witnessed by 2 or more up to leaf 700" in words
    assert "give it with --seen" in words
    assert HUB.log.verifier.text in words


def test_a_level_above_a_full_tile_is_checked(tmp_path):
    """70,000 leaves: three levels of tiles."""
    folder = tmp_path / "export"
    make(
        folder,
        (
            b'{"about":[],"number":%d,"payload":{},"recorded":"%s"}' % (each, written(each).encode())
            for each in range(66_000)
        ),
        HUB,
        every=30_000,
    )
    verdict = _judge(folder)
    assert verdict.right, in_words(verdict)
    path = folder / "tile/1/000"
    data = bytearray(path.read_bytes())
    data[32 * 5] ^= 1
    path.write_bytes(data)
    assert _first(folder) == ("tile", 5 * 256, None)
    path.unlink()
    assert _first(folder) == ("tile", 0, None)


# What the database's superuser might do, and where the verifier says it is.


def test_an_edited_entry_is_named(export):
    lines = _lines(export)
    lines[300] = lines[300].replace(b"seat:", b"seat:1")
    _write(export, lines)
    assert _first(export) == ("entry", 300, 301)


def test_a_replaced_salt_is_named(export):
    lines = _lines(export)
    lines[300] = salt(1).hex().encode() + lines[300][64:]
    _write(export, lines)
    assert _first(export) == ("entry", 300, 301)


def test_swapped_entries_are_named_with_where_they_belong(export):
    lines = _lines(export)
    lines[300], lines[310] = lines[310], lines[300]
    _write(export, lines)
    assert _first(export) == ("entry", 300, 311)
    assert "what was logged at leaf 310" in in_words(_judge(export))


def test_payloads_swapped_between_entries_are_named(export):
    lines = _lines(export)
    lines[300], lines[310] = lines[300][:65] + lines[310][65:], lines[310][:65] + lines[300][65:]
    _write(export, lines)
    assert _first(export) == ("entry", 300, 311)


def test_a_deleted_and_an_inserted_entry_are_named(export):
    lines = _lines(export)
    _write(export, lines[:300] + lines[301:])
    assert _first(export) == ("entry", 300, 302)
    _write(export, [*lines[:300], lines[5], *lines[300:]])
    assert _first(export)[:2] == ("entry", 300)


def test_a_truncated_tail_is_named(export):
    lines = _lines(export)
    _write(export, lines[:600])
    assert _first(export)[:2] == ("tail", 600)
    (export / "tile/entries/002.p/188").unlink()
    assert _first(export)[:2] == ("tile", 512)
    assert "what comes after it was checked" in in_words(_judge(export))
    _write(export, lines[:300])
    (export / "tile/entries/001").unlink()
    assert _judge(export).findings.kinds() == {"tail": 1, "tile": 1}


def test_more_entries_than_were_signed_are_named(export):
    _write(export, [*_lines(export), _lines(export)[0]])
    assert _first(export)[:2] == ("tail", 700)


def test_a_shorter_export_is_held_against_what_others_saw(tmp_path):
    """Yesterday's backup in today's place, entirely right in itself."""
    make(tmp_path / "old", bodies(500), HUB, every=EVERY)
    assert _judge(tmp_path / "old").right
    seen = [("health's", _note(SIZE))]
    assert _first(tmp_path / "old", seen=seen)[:2] == ("shorter", 500)
    assert "health's: It is of 700 leaves" in in_words(_judge(tmp_path / "old", seen=seen))


def test_a_log_rewritten_with_its_own_stolen_key_is_not_witnessed(tmp_path):
    """Rewritten from entry 301 on and signed anew: the witnesses' old cosignatures are of another tree."""
    other = [body(each, **({"actor": "seat:0"} if each == 300 else {})) for each in range(SIZE)]
    make(tmp_path / "export", other, HUB, every=EVERY, cosigned=lambda size: size <= 256)
    verdict = _judge(tmp_path / "export")
    assert verdict.witnessed == 256
    assert "The last 444 leaves are not witnessed" in in_words(verdict)
    kinds = _judge(tmp_path / "export", seen=[("health's", _note(SIZE))]).findings.kinds()
    assert kinds == {"fork": 1}
    # With the old checkpoints left as they were, the first that differs says between which leaves.
    for path in (tmp_path / "export/checkpoints").iterdir():
        size = int(path.name)
        path.write_text(_note(size))
    verdict = _judge(tmp_path / "export")
    first = verdict.findings.sorted()[0]
    assert (first.kind, first.leaf, first.until) == ("root", 256, 319)


def test_without_any_witness_where_witnesses_were_asked_for_it_is_wrong(tmp_path):
    make(tmp_path / "export", bodies(10), HUB, cosigned=lambda _: False)
    assert _first(tmp_path / "export") == ("witness", None, None)
    alone = Keys(KEYS.logs, (), 0)
    verdict = _judge(tmp_path / "export", alone)
    assert verdict.right
    assert "no witness was asked for" in in_words(verdict)


def test_a_quorum_is_of_different_witnesses(tmp_path):
    one = Hub(HUB.log, (HUB.witnesses[0], HUB.witnesses[0]), 2)
    make(tmp_path / "export", bodies(10), one)
    assert _first(tmp_path / "export")[0] == "witness"


def test_a_forged_checkpoint_is_named(export):
    path = export / "checkpoints" / f"{128:020}"
    path.write_text(_note(128, signer=Signer.generate(HUB.log.name), witnesses=()))
    assert _first(export)[0] == "signature"
    assert f"checkpoints/{128:020}: No known key" in in_words(_judge(export))
    path.write_text(_note(128, signer=Signer.generate(HUB.log.name)))
    assert "No key of the log has signed" in in_words(_judge(export))
    path.write_text(_note(128).replace("\n128\n", "\n129\n"))
    assert f"The signature of {HUB.log.name} is wrong" in in_words(_judge(export))


def test_two_checkpoints_of_one_size_are_both_checked(export):
    path = export / "checkpoints" / f"{128:020}-2"
    path.write_text(_note(128))
    assert _judge(export).right
    path.write_text(_note(128, [body(each + 1) for each in range(128)]))
    verdict = _judge(export)
    first = verdict.findings.sorted()[0]
    assert (verdict.findings.count(), first.kind, first.leaf, first.until) == (1, "root", 64, 127)


def test_changed_tiles_and_bundles_are_named(export):
    path = export / "tile/0/001"
    data = bytearray(path.read_bytes())
    data[32 * 7] ^= 1
    path.write_bytes(data)
    assert _first(export) == ("tile", 256 + 7, None)
    path.write_bytes(data[:-1])
    assert _first(export) == ("tile", 256, None)
    path.unlink()
    assert _first(export) == ("tile", 256, None)
    bundle_path = export / "tile/entries/001"
    data = bytearray(bundle_path.read_bytes())
    data[35 * 9 + 20] ^= 1
    bundle_path.write_bytes(data)
    assert _first(export) == ("tile", 256, None)
    assert ("entry", 265) in {(each.kind, each.leaf) for each in _judge(export).findings.sorted()}


def test_a_leaf_of_another_version_is_named(export):
    path = export / "tile/entries/001"
    data = bytearray(path.read_bytes())
    data[35 * 9 + 2] = 2
    path.write_bytes(data)
    assert ("leaf", 265) in {(each.kind, each.leaf) for each in _judge(export).findings.sorted()}


def _changed(tmp_path, changes, **options):
    """An export whose entries were so from the beginning, well signed by all."""
    folder = tmp_path / "export"
    entries = [body(each, **changes.get(each, {})) for each in range(SIZE)]
    make(folder, entries, HUB, every=EVERY, **options)
    return folder


def test_a_number_that_comes_twice_is_named(tmp_path):
    folder = _changed(tmp_path, {300: {"number": 7}})
    assert _first(folder) == ("number", 300, 7)


def test_a_gap_in_the_numbers_is_none_of_the_verifiers_business(tmp_path):
    """A transaction that was rolled back leaves one."""
    assert _judge(_changed(tmp_path, {300: {"number": 10**15}, 301: {"number": 9_000}})).right


def test_numbers_may_come_in_another_order(tmp_path):
    assert _judge(
        _changed(
            tmp_path,
            {
                300: {"number": 302},
                301: {"number": 301},
                302: {"number": 303},
                303: {"number": 304},
                304: {"number": 305},
            }
            | {each: {"number": each + 1001} for each in range(305, SIZE)},
        )
    ).right


@pytest.mark.parametrize(("seconds", "word"), [(-3700, "clock back"), (360, "already seen it")])
def test_a_clock_set_wrong_is_named(tmp_path, seconds, word):
    folder = _changed(tmp_path, {300: {"recorded": written(300, seconds)}})
    assert _first(folder) == ("time", 300, 301)
    assert word in in_words(_judge(folder))


@pytest.mark.parametrize("seconds", [-3500, 290])
def test_clocks_may_differ_a_little(tmp_path, seconds):
    assert _judge(_changed(tmp_path, {300: {"recorded": written(300, seconds)}})).right


def test_an_entry_without_a_number_or_a_time_is_named(tmp_path):
    folder = tmp_path / "export"
    entries = [body(each) for each in range(SIZE)]
    entries[300] = b'{"about":[],"recorded":"%s"}' % written(300).encode()
    entries[400] = b'{"about":["matter:1"],"number":401,"payload":{}}'
    make(folder, entries, HUB, every=EVERY)
    found = [(each.kind, each.leaf, each.number) for each in _judge(folder).findings.sorted()]
    assert found == [("number", 300, None), ("time", 400, 401)]


def _line_of(index):
    return "-" if index % 3 == 0 else " "


def test_hidden_entries_pass_only_where_the_export_says_so(tmp_path):
    make(tmp_path / "part", bodies(SIZE), HUB, shown=_line_of, complete=False)
    verdict = _judge(tmp_path / "part")
    assert verdict.right
    assert (verdict.shown, verdict.hidden) == (466, 234)
    assert "The content of 234 entries" in in_words(verdict)
    make(tmp_path / "whole", bodies(SIZE), HUB, shown=_line_of)
    assert _first(tmp_path / "whole") == ("missing", 0, None)


ERASED = {"event": "ledger:entry:erased", "payload": {"leaf": 300, "why": "court"}}


def _erased(index):
    return "!" if index == 300 else " "


def test_an_erased_entry_passes_only_with_the_later_entry_that_says_so(tmp_path):
    right = _changed(tmp_path / "right", {500: ERASED}, shown=_erased)
    verdict = _judge(right)
    assert verdict.right, in_words(verdict)
    assert verdict.erased == 1
    assert _first(_changed(tmp_path / "none", {}, shown=_erased)) == ("missing", 300, None)
    assert _first(_changed(tmp_path / "before", {200: ERASED}, shown=_erased)) == ("missing", 300, None)
    nested = {"payload": ERASED}
    assert _first(_changed(tmp_path / "nested", {500: nested}, shown=_erased))[:2] == ("missing", 300)
    wrong = {**ERASED, "payload": {"leaf": 301}}
    assert _first(_changed(tmp_path / "other", {500: wrong}, shown=_erased)) == ("missing", 300, None)


def test_an_erasing_entry_that_was_not_logged_erases_nothing(tmp_path):
    folder = _changed(tmp_path, {}, shown=_erased)
    lines = _lines(folder)
    lines[500] = salt(500).hex().encode() + b" " + body(500, **ERASED) + b"\n"
    _write(folder, lines)
    assert _first(folder) == ("missing", 300, None)
    assert _judge(folder).findings.kinds() == {"entry": 1, "missing": 1}


NEXT = Signer.generate("ledger.example/2")


def _restored(tmp_path, **changes):
    """A log that had 600 leaves, was restored to 400 of them, and goes on under another name."""
    lost = [body(each) for each in range(600)]
    root = Checkpoint.parse(_note(600, lost).split("\n\n")[0] + "\n").root.hex()
    payload = {"origin": HUB.log.name, "size": 600, "root": root, "kept": 400} | changes
    saying = {"event": "ledger:log:restored", "payload": payload}
    folder = tmp_path / "export"
    later = {each: {"recorded": written(each, 7200)} for each in range(400, SIZE)}
    entries = [body(each, **later.get(each, {}), **(saying if each == 400 else {})) for each in range(SIZE)]
    hub = Hub(HUB.log, HUB.witnesses, 2)
    make(folder, entries, hub, every=200, names={401: NEXT}, cosigned=lambda size: size < 401)
    for path in (*(folder / "checkpoints").iterdir(), folder / "checkpoint"):
        note = path.read_text()
        size = int(note.split("\n")[1])
        text = note.split("\n\n")[0] + "\n"
        if size > 400:
            path.write_text(note + "".join(cosign(text, each, START + 7300) for each in HUB.witnesses))
    for size in (500, 600):
        (folder / "checkpoints" / f"{size:020}-2").write_text(_note(size, lost[:size]))
    return folder, Keys((HUB.log.verifier, NEXT.verifier), KEYS.witnesses, 2)


def test_a_restored_log_that_says_what_it_lost_is_right(tmp_path):
    folder, keys = _restored(tmp_path)
    verdict = _judge(folder, keys)
    assert verdict.right, in_words(verdict)
    assert (verdict.lost, verdict.witnessed, verdict.origin) == (2, SIZE, "ledger.example/2")


@pytest.mark.parametrize(
    "changes",
    [{"size": 599}, {"root": "00" * 32}, {"kept": 500}, {"origin": "other.example"}, {"kept": "400"}],
)
def test_a_restored_log_that_says_something_else_is_not(tmp_path, changes):
    folder, keys = _restored(tmp_path, **changes)
    assert "root" in _judge(folder, keys).findings.kinds()


def test_a_log_that_changes_its_name_has_to_say_so(tmp_path):
    make(tmp_path / "export", bodies(SIZE), HUB, every=EVERY, names={401: NEXT})
    keys = Keys((HUB.log.verifier, NEXT.verifier), KEYS.witnesses, 2)
    assert _first(tmp_path / "export", keys)[:2] == ("origin", 384)


def test_a_logs_key_may_change(tmp_path):
    other = Signer.generate(HUB.log.name)
    make(tmp_path / "export", bodies(SIZE), HUB, every=EVERY, names={401: other})
    assert _judge(tmp_path / "export", Keys((HUB.log.verifier, other.verifier), KEYS.witnesses, 2)).right
    assert _judge(tmp_path / "export").findings.kinds()["signature"] > 1


# The command.


def _run(*words):
    done = subprocess.run(
        [sys.executable, "-m", "mash_tlog.verify", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def _given():
    words = ["--log", HUB.log.verifier.text]
    for each in HUB.witnesses:
        words += ["--witness", each.verifier.text]
    return words


def test_the_command_tells_right_wrong_and_unreadable_apart(export, tmp_path):
    status, words, _ = _run(export, *_given())
    assert (status, words.split(".")[0]) == (0, "RIGHT")
    status, words, _ = _run(export)
    assert status == 0
    assert "The keys were taken from the export itself" in words
    lines = _lines(export)
    lines[300] = lines[300].replace(b"seat:", b"seat:1")
    _write(export, lines)
    status, said, _ = _run(export, *_given(), "--json")
    found = json.loads(said)
    assert (status, found["right"], found["findings"][0]["leaf"], found["findings"][0]["number"]) == (
        1,
        False,
        300,
        301,
    )
    for words in (
        (tmp_path,),
        (export, "--log", "nonsense"),
        (export, "--witness", HUB.witnesses[0].verifier.text),
        (export, "--log", HUB.witnesses[0].verifier.text),
        (export, *_given(), "--quorum", "3"),
        (export, *_given(), "--witness", HUB.witnesses[0].verifier.text),
        (export, *_given(), "--seen", tmp_path / "none"),
    ):
        status, _, complaint = _run(*words)
        assert (status, complaint[:12]) == (2, "CANNOT READ."), words


@pytest.mark.parametrize("name", ["manifest.json", "entries.ndjson", "checkpoint"])
def test_without_one_of_its_files_an_export_cannot_be_read(export, name):
    (export / name).unlink()
    with pytest.raises(CannotRead, match=name):
        _judge(export)


def test_a_proof_of_one_entry_is_checked_without_the_export(made, tmp_path):
    nodes = nodes_from(Export(made).tile, SIZE)
    text = bundle.make(body(300), salt(300), 300, nodes, (made / "checkpoint").read_text())
    path = tmp_path / "proof.json"
    path.write_text(text)
    status, words, _ = _run(path, *_given())
    assert status == 0
    assert "leaf 300 of the log ledger.example" in words
    assert body(300).decode() in words
    assert _run(path)[0] == 2
    for old, new in (("seat:9", "seat:8"), ('"index": 300', '"index": 301')):
        assert old in text
        path.write_text(text.replace(old, new))
        assert _run(path, *_given())[0] == 1
    path.write_text(text)
    other = Signer.generate("other.example/witness", COSIGNER).verifier.text
    assert _run(path, "--log", HUB.log.verifier.text, "--witness", other)[0] == 1
    path.write_text("{}")
    assert _run(path, *_given())[0] == 2


def test_no_proof_is_made_of_what_the_log_does_not_hold(made):
    nodes = nodes_from(Export(made).tile, SIZE)
    with pytest.raises(bundle.ProofError):
        bundle.make(body(301), salt(300), 300, nodes, (made / "checkpoint").read_text())
