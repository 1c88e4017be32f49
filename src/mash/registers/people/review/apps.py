from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "mash.registers.people.review"
    label = "review"

    def ready(self) -> None:
        from mash.registers.people.review import events  # noqa: F401 - whoever reads the ledger knows their sentences
