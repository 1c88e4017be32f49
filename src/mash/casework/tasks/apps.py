from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "mash.casework.tasks"
    label = "tasks"

    def ready(self) -> None:
        from mash.casework.matters import tasks
        from mash.casework.tasks.waiting import waits_for

        tasks.sources["tasks"] = waits_for
