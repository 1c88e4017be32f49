"""The fixed words of documents, by language. They go with the document's language, not the page's."""

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "reference": "Reference",
        "received": "Received",
        "decided": "Decided",
        "outcome": "What was decided",
        "reason": "Why",
        "next": "What happens next",
        "disagree": "If you disagree",
        "worse": "If things get worse",
        "emergency": "If anyone is in danger now, call 999.",
        "call": "To speak to us, call",
        "not_given": "Not given",
        "page": "Page",
        "erased": "What was erased",
        "what": "What",
        "many": "Rows",
    },
    "cy": {
        "reference": "Cyfeirnod",
        "received": "Derbyniwyd",
        "decided": "Penderfynwyd",
        "outcome": "Yr hyn a benderfynwyd",
        "reason": "Pam",
        "next": "Beth sy’n digwydd nesaf",
        "disagree": "Os ydych yn anghytuno",
        "worse": "Os bydd pethau’n gwaethygu",
        "emergency": "Os oes unrhyw un mewn perygl nawr, ffoniwch 999.",
        "call": "I siarad â ni, ffoniwch",
        "not_given": "Heb ei roi",
        "page": "Tudalen",
        "erased": "Yr hyn a ddilëwyd",
        "what": "Beth",
        "many": "Rhesi",
    },
}
