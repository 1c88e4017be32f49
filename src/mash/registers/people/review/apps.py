from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "mash.registers.people.review"
    label = "review"
