from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "mash.casework.handover"
    label = "handover"

    def ready(self) -> None:
        from mash.casework.cases import ports as cases
        from mash.casework.handover.queries import may_close
        from mash.casework.handover.waiting import waits_for
        from mash.casework.matters import tasks

        cases.may_close.append(may_close)
        tasks.sources["handover"] = waits_for
