from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mash.registers.people"
    label = "people"
