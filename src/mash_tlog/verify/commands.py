"""The command `mash-verify`: 0 where everything is right, 1 where something is wrong, 2 where nothing can be said."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from mash_tlog import bundle
from mash_tlog.errors import FormatError, TlogError
from mash_tlog.notes import COSIGNER, LOG, Verifier
from mash_tlog.verify.export import CannotRead, Export, Keys, read_note
from mash_tlog.verify.judging import judge
from mash_tlog.verify.words import as_json, in_words

HELP = "Verify an export of the ledger, or the proof of one entry, offline and without the application."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", metavar="DIR|PROOF.json", type=Path, help="an export, or the proof of one entry"
    )
    parser.add_argument(
        "--log", metavar="VKEY", action="append", default=[], help="a key of the log; may come again"
    )
    parser.add_argument(
        "--witness", metavar="VKEY", action="append", default=[], help="a witness's key; may come again"
    )
    parser.add_argument(
        "--quorum",
        metavar="N",
        type=int,
        help="how many witnesses it takes (default: more than half of them)",
    )
    parser.add_argument(
        "--seen",
        metavar="NOTE",
        action="append",
        default=[],
        type=Path,
        help="a checkpoint that somebody else kept",
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    """The exit status."""
    try:
        return _proof(options) if options.path.is_file() else _export(options)
    except CannotRead as error:
        sys.stderr.write(f"CANNOT READ. {error}\n")
        return 2


def main() -> int:
    parser = argparse.ArgumentParser(prog="mash-verify", description=HELP, allow_abbrev=False)
    arguments(parser)
    return run(parser.parse_args())


def _export(options: argparse.Namespace) -> int:
    export = Export(options.path)
    verdict = judge(
        export, _keys(options) or export.keys(), [(str(each), read_note(each)) for each in options.seen]
    )
    if options.json:
        sys.stdout.write(f"{json.dumps(as_json(verdict), ensure_ascii=False)}\n")
    else:
        sys.stdout.write(in_words(verdict))
    return 0 if verdict.right else 1


def _keys(options: argparse.Namespace) -> Keys | None:
    """The keys that the caller gives; None where none is given."""
    logs, witnesses = _read(options.log, LOG), _read(options.witness, COSIGNER)
    if not logs and not witnesses:
        return None
    if not logs:
        raise CannotRead("Say the log's key as well, with --log.")
    quorum = options.quorum if options.quorum is not None else len(witnesses) // 2 + bool(witnesses)
    if not 0 <= quorum <= len(witnesses):
        raise CannotRead(f"{quorum} of {len(witnesses)} witnesses cannot be a quorum.")
    return Keys(logs, witnesses, quorum)


def _read(texts: Sequence[str], kind: int) -> tuple[Verifier, ...]:
    try:
        found = tuple(Verifier.from_text(each) for each in texts)
    except FormatError as error:
        raise CannotRead(str(error)) from None
    if len({each.key for each in found}) < len(found):
        raise CannotRead("A key was given twice: each witness counts once.")
    if any(each.kind != kind for each in found):
        raise CannotRead("A witness's key was given for the log's, or the other way round.")
    return found


def _proof(options: argparse.Namespace) -> int:
    keys = _keys(options)
    if keys is None:
        raise CannotRead("A proof brings no keys: give the log's with --log.")
    try:
        text = options.path.read_bytes().decode()
        proven = bundle.verify(text, (*keys.logs, *keys.witnesses))
    except (OSError, UnicodeDecodeError, FormatError) as error:
        raise CannotRead(f"The proof cannot be read. {error}") from None
    except TlogError as error:
        _say(options, {"right": False, "found": str(error)}, f"WRONG. {error}\n")
        return 1
    times = {each.verifier.name: each.seconds for each in proven.note.signatures if each.seconds is not None}
    enough = len(times) >= keys.quorum
    lines = [
        f"{'RIGHT' if enough else 'WRONG'}. The entry is leaf {proven.index} of the log {proven.checkpoint.origin}.",
        f"Checkpoint: {proven.checkpoint.size} leaves, root {proven.checkpoint.root.hex()}.",
        *(
            f"Cosigned by {name} at {datetime.fromtimestamp(at, UTC).isoformat()}."
            for name, at in times.items()
        ),
        *([] if enough else [f"{len(times)} known witnesses cosigned it; {keys.quorum} were asked for."]),
        *([] if keys.witnesses else ["Not checked: cosignatures; no witness was asked for."]),
        f"Entry: {proven.body.decode()}",
    ]
    said = {"right": enough, "leaf": proven.index, "size": proven.checkpoint.size, "cosigned": times}
    _say(options, said | {"body": proven.body.decode()}, "\n".join(lines) + "\n")
    return 0 if enough else 1


def _say(options: argparse.Namespace, found: dict[str, object], words: str) -> None:
    sys.stdout.write(f"{json.dumps(found, ensure_ascii=False)}\n" if options.json else words)
