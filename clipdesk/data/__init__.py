"""Pictures, labels and pairs on disk: found, read, and refused with a reason."""
