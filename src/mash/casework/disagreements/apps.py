from django.apps import AppConfig


class DisagreementsConfig(AppConfig):
    name = "mash.casework.disagreements"
    label = "disagreements"

    def ready(self) -> None:
        from mash.casework.disagreements.waiting import waits_for
        from mash.casework.matters import tasks

        tasks.sources["disagreements"] = waits_for
