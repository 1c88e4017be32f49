from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "mash.casework.sharing"
    label = "sharing"

    def ready(self) -> None:
        from mash.casework.matters import tasks
        from mash.casework.sharing.waiting import waits_for

        tasks.sources["sharing"] = waits_for
