"""The commands of `./mash agreements`."""
