from django.apps import AppConfig


class MailboxConfig(AppConfig):
    name = "mash.casework.mailbox"
    label = "mailbox"
