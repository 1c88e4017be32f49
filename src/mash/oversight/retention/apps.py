from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "mash.oversight.retention"
    label = "retention"
