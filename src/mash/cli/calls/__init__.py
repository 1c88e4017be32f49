"""The commands of `./mash calls`."""
