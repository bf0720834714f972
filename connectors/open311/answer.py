"""An answer in the format that the address ends with: JSON, or the same as XML.

XML follows the examples of GeoReport v2; JSON is that XML under the Spark convention, its root left out.
"""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

from aiohttp import web

XML_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
ITEMS = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""What one item of each list is called."""
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(request: web.Request, root: str, content: Any, status: int = 200) -> web.Response:
    """The content, a record or a list of records; `root` is what XML calls it."""
    # Published data: the map of any site may read it.
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
    if request.path.endswith(".json"):
        text = json.dumps(content, ensure_ascii=False)
        return web.Response(text=text, content_type="application/json", charset="utf-8", status=status, headers=headers)
    body = XML_DECLARATION + as_xml(root, content)
    return web.Response(body=body, content_type="text/xml", charset="utf-8", status=status, headers=headers)


def as_xml(root: str, content: Any) -> bytes:
    """The content as an XML element; what is null is empty."""
    return bytes(ElementTree.tostring(_element(root, content), encoding="utf-8"))


def _element(name: str, content: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(content, dict):
        element.extend(_element(field, value) for field, value in content.items())
    elif isinstance(content, list):
        element.extend(_element(ITEMS[name], item) for item in content)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    elif content is not None:
        element.text = _NOT_IN_XML.sub("\ufffd", str(content))
    return element
