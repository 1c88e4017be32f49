"""Django's `makemessages`, which also finds what .jinja templates say.

Django reads templates with its own parser, which misses `{% trans %}` blocks and `_("...", name=x)` of Jinja.
"""

from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages
from jinja2 import Environment

# Any: jinja2.ext.i18n adds extract_translations, which Environment's own type does not know.
_READER: Any = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 - parses, never renders


def as_python(source: str) -> str:
    """The messages of a Jinja template as calls of gettext on the same lines, for xgettext to read."""
    lines = [""] * (source.count("\n") + 2)
    for number, function, message in _READER.extract_translations(source):
        texts = [text for text in (message if isinstance(message, tuple) else (message,)) if text is not None]
        name = "gettext" if function == "_" else function
        count = ", 2" if function.startswith(("ngettext", "npgettext")) else ""
        lines[number - 1] += f"{name}({', '.join(repr(text) for text in texts)}{count}); "
    return "\n".join(lines) + "\n"


class BuildFile(makemessages.BuildFile):
    """A source file on its way to xgettext; .jinja goes through Jinja's own parser."""

    def preprocess(self) -> None:
        """Write what xgettext reads beside the template; Django removes it afterwards."""
        if not self.path.endswith(".jinja"):
            super().preprocess()
            return
        source = Path(self.path).read_text(encoding="utf-8")
        Path(self.work_path).write_text(as_python(source), encoding="utf-8")


class Command(makemessages.Command):
    """`makemessages -l cy -e py,jinja`."""

    build_file_class: Any = BuildFile
