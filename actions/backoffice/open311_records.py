"""What Open311 servers answer, read with patience: JSON or XML, ids as numbers or strings, booleans as text.

Servers in use wrap JSON lists in an object, write ids with leading zeros, or leave elements empty for null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_LEADING_ZEROS = re.compile(r"(:\s*)(0\d+)(?=\s*[,}\]])")


@dataclass(frozen=True)
class Record:
    """One element: a request, a service, an attribute, an update."""

    fields: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """The value as text; None when it is absent, null or empty."""
        value = self.fields.get(name)
        if value is None or isinstance(value, (dict, list)):
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value).strip() or None

    def flag(self, name: str) -> bool:
        """Whether the value is true, however that is written."""
        return (self.text(name) or "").lower() in ("true", "1", "yes")

    def moment(self, name: str) -> datetime | None:
        """The value as a moment, in UTC when it names no zone; None when it is none."""
        text = (self.text(name) or "").replace("Z", "+00:00")
        try:
            # Python 3.10 reads neither fractions of odd length nor zones without a colon.
            found = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", re.sub(r"\.\d+", "", text)))
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=timezone.utc)

    def degrees(self, name: str) -> float | None:
        """The value as a number."""
        try:
            return float(self.text(name) or "")
        except ValueError:
            return None

    def records(self, name: str) -> list[Record]:
        """The elements of a list; those that are no records are left out."""
        return _records(self.fields.get(name))


def read_records(body: bytes, as_xml: bool) -> list[Record]:
    """The elements that an answer holds; an answer that is one element gives one.

    Raises:
        ValueError: it is neither, or XML that declares entities.
    """
    text = body.decode("utf-8-sig")
    if as_xml or text.lstrip().startswith("<"):
        return _records(_read_xml(text))
    content = _read_json(text)
    if isinstance(content, dict) and len(content) == 1:
        (inner,) = content.values()
        content = inner if isinstance(inner, (list, dict)) else content
    if not isinstance(content, (list, dict)):
        raise ValueError("neither a list nor an object")
    return _records(content)


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return json.loads(_LEADING_ZEROS.sub(r'\1"\2"', text))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _read_xml(text: str) -> Any:
    try:
        return _value(fromstring(text.encode(), forbid_dtd=True))
    except (ParseError, DefusedXmlException, RecursionError) as error:
        raise ValueError("not XML that may be read") from error


def _value(element: Element) -> Any:
    """Text, a record, or a list: an element is a list when its children bear one name, which its own contains."""
    children = list(element)
    if not children:
        return (element.text or "").strip() or None
    names = {_name(child) for child in children}
    if len(names) == 1 and (len(children) > 1 or _is_plural(_name(element), names.pop())):
        return [_value(child) for child in children]
    return {_name(child): _value(child) for child in children}


def _is_plural(container: str, item: str) -> bool:
    return container.endswith("s") and (item in container or container.removesuffix("s").endswith(item))


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _records(value: Any) -> list[Record]:
    items = value if isinstance(value, list) else [value]
    return [Record(item) for item in items if isinstance(item, dict)]
