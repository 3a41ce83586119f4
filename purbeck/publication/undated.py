"""ZIP archives of XML that say no time of their own, and text that XML can hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

# The oldest that a ZIP archive can hold stands for all.
NO_TIME = (1980, 1, 1, 0, 0, 0)
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_xml(text: str) -> str:
    """The text without control characters and halves of characters, which XML 1.0 cannot hold."""
    return NOT_IN_XML.sub("", text)


def undated(file: bytes, changed: Callable[[str, bytes], bytes] = lambda _, held: held) -> bytes:
    """The archive with no time in it, each entry as `changed(name, content)` gives it, in the order it has.

    What was stored without compression stays so: the type of an OpenDocument file is read where it lies.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(written, "w") as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename, NO_TIME)
            entry.compress_type = info.compress_type
            new.writestr(entry, changed(info.filename, old.read(info)))
    return written.getvalue()
