from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "mash.casework.pathways"
    label = "pathways"

    def ready(self) -> None:
        from mash.casework.cases import ports as cases
        from mash.casework.matters import tasks
        from mash.casework.pathways.queries import may_close
        from mash.casework.pathways.waiting import waits_for

        cases.may_close.append(may_close)
        tasks.sources["pathways"] = waits_for
