"""The commands of `./mash ledger`."""
