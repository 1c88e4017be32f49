from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "mash.registers.directory"
    label = "directory"
