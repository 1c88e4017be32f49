from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "mash.foundation.outbox"
    label = "outbox"
