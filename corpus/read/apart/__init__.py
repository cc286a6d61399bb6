"""Files are read in a child process, which has limits of memory and time and opens no other file.

Whatever a file makes a reader do (unpack for ever, crash a library), it does it there: the child ends, the file has
failed, and the next file gets a new child. A child stays warm from file to file, so that reading costs some
milliseconds more than in this process, and half a second for the first one.
"""

from corpus.read.apart.pool import POOL, Limits, Pool

__all__ = ["POOL", "Limits", "Pool"]
