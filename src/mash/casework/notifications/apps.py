from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mash.casework.notifications"
    label = "notifications"
