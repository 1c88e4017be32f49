"""What each kind of agency is asked to cover: one TOML file a form, read once. See docs/how-to/add-an-answer-form.md."""

from mash.interfaces.web.agency.answer_forms.reading import (
    AnswerForm,
    Category,
    FormError,
    all_forms,
    category_label,
    form_for,
    read,
)

__all__ = ["AnswerForm", "Category", "FormError", "all_forms", "category_label", "form_for", "read"]
