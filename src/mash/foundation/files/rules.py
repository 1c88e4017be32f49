"""What may be received, what may be handed out, and how a name is shown. Pure."""

import unicodedata
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from django.utils.translation import gettext as _

from mash.foundation.files.kinds import Kind, is_dangerous
from mash.foundation.kernel import ALLOWED, Refused, Verdict

NAME_LENGTH: Final = 255
MEGABYTE: Final = 1_000_000

QUARANTINED: Final = "quarantined"
CLEAN: Final = "clean"
INFECTED: Final = "infected"
UNSCANNED: Final = "unscanned"
PURGED: Final = "purged"

# From where a scan may start: an infected file becomes clean by no second opinion of the same scanner.
SCANNABLE: Final = frozenset({QUARANTINED, UNSCANNED, CLEAN})


def shown_name(given: str) -> str:
    """A name fit to show and to save under: no folder, control, or mark that turns text round; 255 at most.

    The ending stays when a name is cut. An empty name becomes "file".
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(" " if char in "\t\r\n" else char for char in last)
    # Cc: controls; Cf: marks such as right-to-left override, with which "exe.txt" reads as "txt.exe".
    visible = "".join(
        char for char in kept if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    )
    name = " ".join(visible.split()).strip(". ") or "file"
    if len(name) <= NAME_LENGTH:
        return name
    ending = PurePosixPath(name).suffix[:10]
    return name[: NAME_LENGTH - len(ending)].rstrip() + ending


def name_for(kind: Kind, name: str) -> str | None:
    """The name with an ending that agrees with the content, or None where it says something else.

    A name without an ending gets the usual one.
    """
    ending = PurePosixPath(name).suffix[1:].lower()
    if not ending:
        return shown_name(f"{name}.{kind.endings[0]}")
    return name if ending in kind.endings else None


def has_plain_name(name: str) -> Verdict:
    """Names that a desktop would start are refused before any byte is looked at."""
    if not is_dangerous(name):
        return ALLOWED
    return Refused(
        "files:dangerous", _("This kind of file could harm a computer. Attach a PDF, a document or a photo.")
    )


def not_taken(code: str) -> Refused:
    """The refusal of a file by its content; `code` is NotTakenError's."""
    sentences = {
        "dangerous": _("This kind of file could harm a computer. Attach a PDF, a document or a photo."),
        "macros": _(
            "This file could hold macros or other programs. Save it as a PDF or as a plain .docx or .xlsx file."
        ),
        "damaged": _(
            "This file cannot be read. Open it on your device, save it again and attach the new copy."
        ),
        "unknown": _(
            "This kind of file cannot be taken. Attach a PDF, Word, Excel, OpenDocument, text or e-mail file, "
            "a photo, or a short recording."
        ),
    }
    return Refused(f"files:{code}", sentences[code])


def mismatched() -> Refused:
    return Refused(
        "files:mismatch",
        _("The file’s name says one kind and its content is another. Save it again under its own kind."),
    )


def empty() -> Refused:
    return Refused("files:empty", _("The file is empty. Choose the file again."))


def too_large(limit: int) -> Refused:
    """`limit` in bytes; people read megabytes of a million."""
    size = f"{limit / MEGABYTE:g}"
    return Refused(
        "files:too-large", _("The file is larger than %(size)s MB. Choose a smaller one.") % {"size": size}
    )


def may_download(state: str, *, accepts_unscanned: bool) -> Verdict:
    """Clean files to whoever sees them; unscanned ones only to staff who were warned and went on."""
    if state == CLEAN or (state == UNSCANNED and accepts_unscanned):
        return ALLOWED
    sentences = {
        QUARANTINED: _("This file is still being checked for viruses. Try again in a minute."),
        INFECTED: _("A virus was found in this file. It cannot be opened."),
        UNSCANNED: _("This file was not checked for viruses: no scanner is set up here."),
        PURGED: _("This file was deleted under the retention rules."),
    }
    return Refused(f"files:{state}", sentences[state])


def download_headers(*, name: str, content_type: str, size: int) -> dict[str, str]:
    """Headers that make a browser save and never show: RFC 6266 with RFC 5987's encoding of the name."""
    plain = "".join(
        char if char.isascii() and char.isprintable() and char not in '"\\%' else "_" for char in name
    )
    return {
        "Content-Type": content_type,
        "Content-Length": str(size),
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
