from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "mash.registers.directory"
    label = "directory"

    def ready(self) -> None:
        # Its kinds of entry are known wherever the log is read, in a process that only reads the directory too.
        from mash.registers.directory import events  # noqa: F401
