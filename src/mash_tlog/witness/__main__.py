"""`python -m mash_tlog.witness`, the same as `mash-witness`."""

import sys

from mash_tlog.witness.commands import main

if __name__ == "__main__":
    sys.exit(main())
