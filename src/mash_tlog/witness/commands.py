"""The commands of `mash-witness`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from mash_tlog.errors import TlogError
from mash_tlog.notes import COSIGNER, Signer, Verifier
from mash_tlog.witness.deciding import WORDS, Witness
from mash_tlog.witness.serving import WitnessServer
from mash_tlog.witness.store import Evidence, Store

HELP = "Be a witness of a log: cosign its checkpoints, and refuse one that was rewritten or set back."
LISTEN = "127.0.0.1:8047"


def arguments(parser: argparse.ArgumentParser) -> None:
    choices = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    init = choices.add_parser(
        "init", help="Make a witness's folder with a key of its own; prints its public key."
    )
    init.add_argument("folder", metavar="DIR", type=Path, help="the folder")
    init.add_argument(
        "--name", required=True, help="the witness's name, such as health.county.example/witness"
    )
    trust = choices.add_parser(
        "add-log", help="Cosign for a log. Say a second key of the same log to rotate it."
    )
    trust.add_argument("folder", metavar="DIR", type=Path, help="the witness's folder")
    trust.add_argument("vkey", metavar="VKEY", help="the log's public key, as its keeper gave it")
    trust.add_argument("--origin", help="the log's origin (default: the key's name)")
    serve = choices.add_parser("serve", help="Answer logs, until Ctrl-C. Put TLS before it.")
    serve.add_argument("folder", metavar="DIR", type=Path, help="the witness's folder")
    serve.add_argument("--listen", default=LISTEN, metavar="HOST:PORT", help=f"where (default: {LISTEN})")
    show = choices.add_parser(
        "show", help="Print what was last cosigned, and the evidence kept against logs."
    )
    show.add_argument("folder", metavar="DIR", type=Path, help="the witness's folder")
    vkey = choices.add_parser("vkey", help="Print the witness's public key.")
    vkey.add_argument("folder", metavar="DIR", type=Path, help="the witness's folder")


def run(options: argparse.Namespace) -> int:
    """The exit status; what a person can put right is one sentence on stderr."""
    try:
        return _VERBS[options.verb](options)
    except (TlogError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="mash-witness", description=HELP, allow_abbrev=False)
    arguments(parser)
    return run(parser.parse_args())


def _init(options: argparse.Namespace) -> int:
    with Store.create(options.folder, Signer.generate(options.name, COSIGNER)) as store:
        _say(store.signer.verifier.text)
    return 0


def _add_log(options: argparse.Namespace) -> int:
    verifier = Verifier.from_text(options.vkey)
    with Store(options.folder) as store:
        store.trust(options.origin or verifier.name, verifier)
    return 0


def _serve(options: argparse.Namespace) -> int:
    host, colon, port = options.listen.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65_535:
        sys.stderr.write("Say HOST:PORT.\n")
        return 2
    with Store(options.folder) as store:
        witness = Witness(store, lambda: int(time.time()))
        with WitnessServer((host.strip("[]"), int(port)), witness) as server:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
            _say(f"ready http://{host}:{server.server_address[1]}")
            server.serve_forever()
    return 0


def _show(options: argparse.Namespace) -> int:
    with Store(options.folder) as store:
        _say(f"Witness {store.signer.name}")
        for origin, verifiers in store.logs().items():
            _say(f"\nLog {origin}")
            for each in verifiers:
                _say(f"  key {each.text}")
            held = store.held(origin)
            if held is None:
                _say("  nothing cosigned yet")
            else:
                _say(f"  last cosigned {_time(held.seconds)}:\n\n{held.note}")
        _show_evidence(store.evidence())
    return 0


def _show_evidence(evidence: list[Evidence]) -> None:
    _say(f"\nEvidence: {len(evidence)}")
    for number, one in enumerate(evidence, start=1):
        _say(f"\n{number}. {one.kind}, {one.origin}, {_time(one.seconds)}. {WORDS[one.kind]}")
        _say(f"\nThe witness held:\n\n{one.held}\nand was shown:\n\n{one.shown}")


def _vkey(options: argparse.Namespace) -> int:
    with Store(options.folder) as store:
        _say(store.signer.verifier.text)
    return 0


_VERBS = {"init": _init, "add-log": _add_log, "serve": _serve, "show": _show, "vkey": _vkey}


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
