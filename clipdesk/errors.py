"""The errors that clipdesk raises, all with a sentence that a user can act on.

ClipdeskError
├── UsageError            the request itself is wrong: an option, a label file, a template
├── ImageError            one picture cannot be read; carries the class of its reason
├── CheckpointError       a model file is damaged, incomplete, or of a kind that clipdesk does not run
├── ModelNotFoundError    no installed model has that name
├── DownloadError         a download did not arrive whole, or its content is not what was promised
├── CacheError            the embedding cache cannot be used
├── ProjectError          a project's folder is damaged, of a newer version, or cannot be written
├── RunError              a training run cannot go on, or its folder cannot be used; its last checkpoint is whole
├── SidecarError          a picture's XMP sidecar cannot be read or written; it is as it was
└── DeviceError           the chosen device or number type cannot be had, or has too little memory
"""

from __future__ import annotations

from typing import Literal

ImageErrorKind = Literal[
    "missing", "not_a_file", "permission", "empty", "unsupported", "damaged", "too_large", "memory", "unreadable"
]


class ClipdeskError(Exception):
    """Root of every error that clipdesk raises on purpose; its text is fit to show as it is."""


class UsageError(ClipdeskError):
    """The request cannot be carried out as it was put."""


class ImageError(ClipdeskError):
    """One picture cannot be read. `kind` is the class of the reason, the text says more."""

    def __init__(self, kind: ImageErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind: ImageErrorKind = kind


class CheckpointError(ClipdeskError):
    """A model file cannot be used; the text names the tensor or field at fault."""


class ModelNotFoundError(ClipdeskError):
    """No installed model answers to the name."""


class DownloadError(ClipdeskError):
    """A download failed or brought something else than what was asked for."""


class CacheError(ClipdeskError):
    """The embedding cache cannot be opened or written."""


class ProjectError(ClipdeskError):
    """A project cannot be opened, or what was changed in it cannot be kept."""


class RunError(ClipdeskError):
    """A training run cannot go on or be kept; what was saved before is whole."""


class SidecarError(ClipdeskError):
    """The file with a picture's keywords cannot be used; it was left as it was."""


class DeviceError(ClipdeskError):
    """A device or number type cannot be used here."""
