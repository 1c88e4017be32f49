"""The commands of `./mash standards`."""
