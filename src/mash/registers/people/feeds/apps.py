from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "mash.registers.people.feeds"
    label = "feeds"
