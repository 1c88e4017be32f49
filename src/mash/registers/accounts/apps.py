from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mash.registers.accounts"
    label = "accounts"
