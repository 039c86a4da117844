"""A small server on this machine that speaks OGC API - Features and WFS 2.0, faults included.

    with serving(features) as server:
        read_features(f"{server.url}/ogc/v1/collections/areas", bbox, fetcher)

``server.faults`` is a list of answers that come first, one per request: a status, ``(status, headers)``, ``"cut"``
(half of the right answer), ``"drop"`` (the connection breaks). ``server.asked`` are the requests, in order.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import numpy as np
import pyproj
import shapely
from shapely.geometry import mapping

TO_RD = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:28992", always_xy=True)
RD_URN = "urn:ogc:def:crs:EPSG::28992"


def square(lon, lat, size=0.01):
    """A square around a point, (lon, lat)."""
    return shapely.box(lon - size, lat - size, lon + size, lat + size)


def in_rd(shape):
    """The same shape in the Dutch grid."""
    return shapely.transform(shape, lambda xy: np.column_stack(TO_RD.transform(xy[:, 0], xy[:, 1])))


class FeatureServer(ThreadingHTTPServer):
    """The server; ``features`` are (properties, shape) pairs."""

    daemon_threads = True

    def __init__(self, features):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.features = features
        self.faults = []
        self.asked = []
        self.page_size = 2
        self.endless = False
        self.elsewhere = False
        self.claimed_crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
        self.metres = False
        self.matched_more = 0
        self.ignores_start = False
        self.tells_matched = True
        self.types = ("nature:areas",)
        self.refuses = ""
        self.breaks = False

    @property
    def url(self):
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def requests(self, path_part):
        """Requests whose path or query holds some words."""
        return [path for path in self.asked if path_part in path]


@contextmanager
def serving(features) -> Iterator[FeatureServer]:
    """A server for as long as the block lasts."""
    server = FeatureServer(features)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: FeatureServer

    def log_message(self, *_):
        pass

    def do_GET(self):  # (the name that http.server calls)
        self.server.asked.append(self.path)
        fault = self.server.faults.pop(0) if self.server.faults else None
        if fault == "drop":
            self.close_connection = True
            return
        if isinstance(fault, int | tuple):
            status, headers = (fault, {}) if isinstance(fault, int) else fault
            self._send(status, "text/plain", b"not now", headers)
            return
        status, kind, body, headers = self._answer()
        self._send(status, kind, body[: len(body) // 2] if fault == "cut" else body, headers)

    def _send(self, status, kind, body, headers):
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _answer(self):
        parts = urlsplit(self.path)
        query = {key.lower(): values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/wfs":
            return self._wfs(query)
        if parts.path == "/ogc/v1/collections":
            return _json(
                {"collections": [{"id": "areas", "itemType": "feature"}, {"id": "x", "itemType": "record"}]}
            )
        if parts.path == "/ogc/v1/collections/areas/items":
            return self._items(query)
        return 404, "text/plain", b"nothing here", {}

    def _items(self, query):
        server = self.server
        start = int(query.get("offset", 0))
        west, south, east, north = map(float, query["bbox"].split(","))
        chosen = [f for f in server.features if f[1].intersects(shapely.box(west, south, east, north))]
        size = min(server.page_size, int(query["limit"]))
        links = []
        if server.endless:
            start = 0
        if start + size < len(chosen) or server.endless:
            host = "http://elsewhere.example" if server.elsewhere else ""
            again = start if server.endless else start + size
            links = [{
                "rel": "next",
                "href": f"{host}/ogc/v1/collections/areas/items?offset={again}&limit={size}&bbox={query['bbox']}",
            }]  # fmt: skip
        page = {
            "type": "FeatureCollection", "features": self._page(chosen, start, size), "links": links,
            "numberMatched": len(chosen) + server.matched_more,
        }  # fmt: skip
        return _json(page, {"Content-Crs": f"<{server.claimed_crs}>"})

    def _wfs(self, query):
        server = self.server
        if query.get("request") == "GetCapabilities":
            return 200, "text/xml", _capabilities(server.types, server.page_size).encode(), {}
        if server.refuses:
            return 200, "text/xml", _exception(server.refuses).encode(), {}
        start, size = int(query["startindex"]), min(int(query["count"]), server.page_size)
        west, south, east, north, crs = query["bbox"].split(",")
        assert crs == RD_URN
        box = shapely.box(float(west), float(south), float(east), float(north))
        chosen = [f for f in server.features if in_rd(f[1]).intersects(box)]
        page = {
            "type": "FeatureCollection",
            "features": self._page(chosen, 0 if server.ignores_start else start, size),
            "crs": {"type": "name", "properties": {"name": RD_URN}},
        }
        if server.tells_matched:
            page["numberMatched"] = len(chosen) + server.matched_more
        return _json(page)

    def _page(self, chosen, start, size):
        return [
            {
                "type": "Feature",
                "id": f"areas.{self.server.features.index(each)}",
                "properties": each[0],
                "geometry": {"type": "Polygon", "coordinates": [[["x"]]]}
                if self.server.breaks
                else mapping(in_rd(each[1]) if self.server.metres else each[1]),
            }
            for each in chosen[start : start + size]
        ]


def _json(content, headers=None):
    return 200, "application/geo+json", json.dumps(content).encode(), headers or {}


def _capabilities(types, page_size):
    listed = "".join(
        f"<FeatureType><Name>{escape(name)}</Name><DefaultCRS>{RD_URN}</DefaultCRS></FeatureType>"
        for name in types
    )
    return (
        '<WFS_Capabilities xmlns="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1">'
        f'<ows:Constraint name="CountDefault"><ows:DefaultValue>{page_size}</ows:DefaultValue></ows:Constraint>'
        f"<FeatureTypeList>{listed}</FeatureTypeList></WFS_Capabilities>"
    )


def _exception(words):
    return (
        '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1"><ows:Exception>'
        f"<ows:ExceptionText>{escape(words)}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
    )
