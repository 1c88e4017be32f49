from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "mash.foundation.files"
    label = "files"
