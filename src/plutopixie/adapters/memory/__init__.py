"""The complete in-memory twin of the database: it rolls back, waits, keeps organizations apart, raises the same errors.

Everything hangs on one `Store`; the other classes are handed it:

    store = Store()
    open_unit, directory, feed = MemoryUnits(store), MemoryDirectory(store), MemoryOutboxFeed(store)
"""

from plutopixie.adapters.memory.clock import MemoryClock, MemoryIdentities
from plutopixie.adapters.memory.directory import MemoryDirectory
from plutopixie.adapters.memory.files import MemoryFiles
from plutopixie.adapters.memory.outbox import MemoryOutboxFeed, MemoryQueue
from plutopixie.adapters.memory.passwords import MemoryCommonPasswords
from plutopixie.adapters.memory.scanner import MemoryScanner
from plutopixie.adapters.memory.store import Store
from plutopixie.adapters.memory.throttles import MemoryThrottles
from plutopixie.adapters.memory.unit import MemoryUnits

__all__ = [
    "MemoryClock",
    "MemoryCommonPasswords",
    "MemoryDirectory",
    "MemoryFiles",
    "MemoryIdentities",
    "MemoryOutboxFeed",
    "MemoryQueue",
    "MemoryScanner",
    "MemoryThrottles",
    "MemoryUnits",
    "Store",
]
