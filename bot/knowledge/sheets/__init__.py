"""The State's official sheets (service-public.fr, DILA co-marquage): imported, searched, quoted, never reworded."""

from bot.knowledge.sheets.errors import SheetFileError, SheetIndexError
from bot.knowledge.sheets.importing import import_sheets
from bot.knowledge.sheets.index import SheetIndex

__all__ = ["SheetFileError", "SheetIndex", "SheetIndexError", "import_sheets"]
