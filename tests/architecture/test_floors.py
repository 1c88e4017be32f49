"""A foreign key counts as an import: it points down the floors, or along one floor downwards."""

from django.apps import apps

# From the top of the house down; what stands in one tuple may not see each other.
FLOORS = [
    ("demand", "retention", "rights"),
    ("access",),
    ("handover", "pathways"),
    ("allocation", "disclosure", "roundtables", "tasks", "updates"),
    ("cases",),
    ("calls",),
    ("consultations", "disagreements", "encompass", "families", "joining", "mailbox", "notifications"),
    ("intake",),
    ("sharing",),
    ("national",),
    ("matters",),
    ("agreements", "team"),
    ("standards",),
    ("watch",),
    ("feeds", "review"),
    ("people", "directory"),
    ("clocks",),
    ("accounts",),
    ("agencies",),
    ("files",),
    ("visibility",),
    ("ledger", "outbox"),
]
HEIGHT = {label: -number for number, labels in enumerate(FLOORS) for label in labels}


def test_every_package_with_models_has_its_place():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("mash.")}
    with_models = {model._meta.app_label for model in apps.get_models() if model._meta.app_label in ours}
    assert with_models <= set(HEIGHT)


def test_foreign_keys_point_down():
    wrong = []
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in HEIGHT:
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            other = field.related_model._meta.app_label
            if other != label and HEIGHT.get(other, -99) >= HEIGHT[label]:
                wrong.append(f"{model.__name__}.{field.name} -> {other}")
    assert wrong == []
