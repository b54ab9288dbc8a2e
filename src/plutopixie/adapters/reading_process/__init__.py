"""An engine in a child process: what decodes strangers' files must not take the worker down with it.

The laws:

- The child is started at the first document and kept, because loading an engine takes longer than reading a receipt.
- It confines itself before it knows of any engine or document. Its limits hold everywhere: memory, computing time, open
  files, the size of a file. Where the system allows it there are walls, too: it sees programs and libraries but no
  data, has no network, and can't become more than it is. It tells which of them stand.
- One document is read at a time. A child that crashes, overruns its deadline or takes too much is ended, with every
  program that it started, and replaced at the next document.
- Temporary files lie in the child's room, which is empty after each document and removed with the child whatever
  happened (P5.2). What a killed worker left behind is removed when the next one starts.
- The child lives no longer than its parent, however that one ends, and leaves no core dump.
- The child is not trusted: its answers are plain data, never pickled objects, and none is taken for another document's.
"""

from plutopixie.adapters.reading_process.limits import Limits
from plutopixie.adapters.reading_process.pool import ReadingPool
from plutopixie.adapters.reading_process.process import DEADLINE_SECONDS, ReadingProcess, Sandbox
from plutopixie.adapters.reading_process.walls import Confinement, Wall

__all__ = ["DEADLINE_SECONDS", "Confinement", "Limits", "ReadingPool", "ReadingProcess", "Sandbox", "Wall"]
