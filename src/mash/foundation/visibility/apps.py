from django.apps import AppConfig
from django.db.backends.signals import connection_created


class VisibilityConfig(AppConfig):
    name = "mash.foundation.visibility"
    label = "visibility"

    def ready(self) -> None:
        from mash.foundation.visibility.prepared import plan_once

        connection_created.connect(plan_once, dispatch_uid="mash.visibility.plan_once")
