"""An engine in a child process: what decodes strangers' files must not take the worker down with it.

The laws:

- The child is started at the first document and kept, because loading an engine takes longer than reading a receipt.
- One document is read at a time. A child that crashes or overruns its deadline is killed, with every program that it
  started, and replaced at the next document.
- Each document has a folder of its own for temporary files, removed afterwards whatever happened (P5.2). What a killed
  worker left behind is removed when the next one starts.
- The child lives no longer than its parent, however that one ends, and leaves no core dump.
- The child is not trusted: its answers are plain data, never pickled objects.
"""

from plutopixie.adapters.reading_process.pool import ReadingPool
from plutopixie.adapters.reading_process.process import DEADLINE_SECONDS, ReadingProcess

__all__ = ["DEADLINE_SECONDS", "ReadingPool", "ReadingProcess"]
