"""Files on a disk."""

from plutopixie.adapters.disk_files.files import DiskFiles

__all__ = ["DiskFiles"]
