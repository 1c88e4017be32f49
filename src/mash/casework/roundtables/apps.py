from django.apps import AppConfig


class RoundtablesConfig(AppConfig):
    name = "mash.casework.roundtables"
    label = "roundtables"

    def ready(self) -> None:
        from mash.casework.matters import tasks
        from mash.casework.roundtables.waiting import waits_for

        tasks.sources["roundtables"] = waits_for
