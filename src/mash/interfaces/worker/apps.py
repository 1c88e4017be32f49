from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "mash.interfaces.worker"
    label = "worker"
