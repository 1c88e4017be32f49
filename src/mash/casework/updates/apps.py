from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    name = "mash.casework.updates"
    label = "updates"

    def ready(self) -> None:
        from mash.casework.cases import ports as cases
        from mash.casework.mailbox import ports as mailbox
        from mash.casework.matters import tasks
        from mash.casework.updates.actions.following import given_to, may_close, more_mail, opened_again
        from mash.casework.updates.waiting import waits_for

        cases.on_given.append(given_to)
        cases.on_reopened.append(opened_again)
        cases.may_close.append(may_close)
        mailbox.on_joined.append(more_mail)
        tasks.sources["updates"] = waits_for
