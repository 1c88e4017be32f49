"""Uploads as they arrive: capped while they stream, with the other fields of the form kept.

A file beyond the cap is read to its end and thrown away, not stored, so that all that was typed beside it
survives and the page can say at the field what is wrong.
"""

import tempfile
from typing import IO, TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from mash.foundation.files import rules
from mash.foundation.kernel import Refused

if TYPE_CHECKING:
    Upload = UploadedFile[bytes]
else:  # Django's class takes no parameter when the program runs
    Upload = UploadedFile

_IN_MEMORY: Final = 1_000_000
_FILES_A_REQUEST: Final = 5


class CappedFile(Upload):
    """An upload; `over_cap` says that it was too large and that no byte of it was kept."""

    def __init__(self, file: IO[bytes], *, over_cap: bool, **facts: Any) -> None:
        super().__init__(file, **facts)
        self.over_cap = over_cap


class CappedUploadHandler(FileUploadHandler):
    """Keeps at most MASH_UPLOAD_MAX_BYTES of a file and five times that of a request, in nameless spools."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._limit: int = settings.MASH_UPLOAD_MAX_BYTES
        self._left = self._limit * _FILES_A_REQUEST
        self._spools: list[IO[bytes]] = []
        self._over = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._spools.append(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - closed with the upload
        self._over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._over:
            return
        if start + len(raw_data) > self._limit or len(raw_data) > self._left:
            self._over = True
            self._left += start
            self._spools[-1].seek(0)
            self._spools[-1].truncate()
            return
        self._left -= len(raw_data)
        self._spools[-1].write(raw_data)

    def file_complete(self, file_size: int) -> Upload:
        spool = self._spools[-1]
        spool.seek(0)
        return CappedFile(
            spool,
            over_cap=self._over,
            name=self.file_name,
            content_type=self.content_type,
            size=0 if self._over else file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        for spool in self._spools:
            spool.close()


def refusal_of(file: Upload) -> Refused | None:
    """Why an upload is not worth passing on: over the cap, empty, or a name that a desktop would start."""
    limit: int = settings.MASH_UPLOAD_MAX_BYTES
    if getattr(file, "over_cap", False) or (file.size or 0) > limit:
        return rules.too_large(limit)
    if not file.size:
        return rules.empty()
    verdict = rules.has_plain_name(rules.shown_name(file.name or ""))
    return verdict if isinstance(verdict, Refused) else None


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class AttachmentsField(forms.FileField):
    """Some files or none; cleans to a list of UploadedFile. Each error names its file."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        del initial
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        errors: list[forms.ValidationError] = []
        for file in files:
            refused = refusal_of(file)  # a refusal is falsy
            if refused is not None:
                name = rules.shown_name(file.name or "")
                errors.append(forms.ValidationError(f"{name}: {refused.sentence}", code=refused.code))
        if errors:
            raise forms.ValidationError(errors)
        return list(files)
