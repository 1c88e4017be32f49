from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "mash.oversight.rights"
    label = "rights"

    def ready(self) -> None:
        from mash.casework.sharing import ports as sharing
        from mash.oversight.rights.queries.beside import is_restricted

        sharing.restricted_processing.append(is_restricted)
