"""The subcommands of `mash intake`, a module each."""
