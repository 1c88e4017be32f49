from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "mash.registers.people.watch"
    label = "watch"

    def ready(self) -> None:
        from mash.registers.people.watch import events  # noqa: F401 - whoever reads the ledger knows their sentences
