"""The commands of `./mash mailbox`."""
