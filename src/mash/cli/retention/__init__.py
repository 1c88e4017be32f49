"""The commands of `./mash retention`."""
