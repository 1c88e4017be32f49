from django.apps import AppConfig


class DemandConfig(AppConfig):
    name = "mash.oversight.demand"
    label = "demand"

    def ready(self) -> None:
        from mash.oversight.demand import events  # noqa: F401 - whoever reads the ledger knows their sentences
