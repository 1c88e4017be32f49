"""`mash demo`."""

import argparse

from mash.cli.state import default_folder

HELP = "Start everything with an invented county in it, until Ctrl-C; prints `ready URL` when it can be used."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=0, help="the port to serve on (default: 8000, or the next free one)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to serve on (default: this machine alone)"
    )
    parser.add_argument("--referrals", type=int, help="the size of the county's history, in referrals")
    parser.add_argument(
        "--canaries", action="store_true", help="plant marked secrets, to test that none is shown"
    )


def run(options: argparse.Namespace) -> int:
    from mash.cli.supervisor import Supervisor
    from mash.cli.translations import compile_all

    seed = ["--referrals", str(options.referrals)] if options.referrals is not None else []
    seed += ["--canaries"] if options.canaries else []
    compile_all()
    return Supervisor(default_folder(), port=options.port, host=options.host, seed=seed).run()
