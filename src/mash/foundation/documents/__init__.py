"""Tagged PDF documents made of templates and data."""

from mash.foundation.documents.render import DocumentError, Template, render

__all__ = ["DocumentError", "Template", "render"]
