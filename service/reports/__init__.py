"""Reports to take away: one finished check as Word, a page in one file, JSON or CSV.

``render`` is the door; ``content`` is what all of them say, ``word``, ``page``, ``table`` how each says it.
"""

from service.reports.content import Language
from service.reports.render import MEDIA_TYPES, Format, render

__all__ = ["MEDIA_TYPES", "Format", "Language", "render"]
