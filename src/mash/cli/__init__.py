"""The commands of `./mash`."""
