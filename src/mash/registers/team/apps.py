from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "mash.registers.team"
    label = "team"

    def ready(self) -> None:
        # Its kinds of entry are known wherever the log is read.
        from mash.registers.team import events  # noqa: F401
