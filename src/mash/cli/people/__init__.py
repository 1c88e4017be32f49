"""The commands of `./mash people`."""
