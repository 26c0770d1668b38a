"""Put on PYTHONPATH: this Python and its children have a JPEG decoder whose native code crashes on a marked picture.

No picture is known that crashes the decoders in use, so the fault is put in where the decoder is entered.
"""

import signal
from typing import Any

from PIL import ImageFile

MARK = b"this one crashes"
_load = ImageFile.ImageFile.load


def _crashing(self: ImageFile.ImageFile) -> Any:
    if self.info.get("comment") == MARK:
        signal.raise_signal(signal.SIGSEGV)
    return _load(self)


ImageFile.ImageFile.load = _crashing  # type: ignore[method-assign]
