"""`mash witness`: the same program that a partner installs alone as `mash-witness`."""

from mash_tlog.witness.commands import HELP, arguments, run

__all__ = ["HELP", "arguments", "run"]
