"""Keys: who may ask what, and of which collections."""

from service.keys.caller import EVERYTHING, Caller, caller
from service.keys.file import Key, KeyFile, Scope

__all__ = ["EVERYTHING", "Caller", "Key", "KeyFile", "Scope", "caller"]
