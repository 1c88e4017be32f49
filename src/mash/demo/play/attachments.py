"""The files that came with a worry: small, of the kind that their name says, with the worry's own words in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mash.demo.play.stage import must
from mash.foundation.files.actions import receive
from mash.foundation.kernel import Actor, Ref
from mash.foundation.visibility import as_service

if TYPE_CHECKING:
    from datetime import datetime


def attach(names: tuple[str, ...], words: str, *, by: Actor, at: datetime, contact: str) -> None:
    """Hand these files over for a contact. What is not a PDF becomes a text file of the same name."""
    for name in names:
        stem, _, ending = name.rpartition(".")
        content = pdf(words) if ending == "pdf" else f"{stem}\n\n{words}\n".encode()
        shown = name if ending == "pdf" else f"{stem or name}.txt"
        with as_service("intake"):
            must(receive(by=by, at=at, name=shown, chunks=[content], held_for=Ref("contact", contact)))


def pdf(words: str) -> bytes:
    """A PDF of one page with these words in a standard font, wrapped."""
    plain = words.encode("latin-1", "replace").decode("latin-1")
    plain = plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    lines = [plain[start : start + 90] for start in range(0, len(plain), 90)]
    text = "BT /F1 11 Tf 50 780 Td 15 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("latin-1")
