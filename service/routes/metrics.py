"""GET /metrics, for Prometheus. With keys it takes an administrator's: counts tell of every collection."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from service.state import house

blueprint = APIBlueprint("metrics", __name__, enable_openapi=False)
# The text format's own name for itself (prometheus_client.CONTENT_TYPE_LATEST without its escaping parameter).
_KIND = "text/plain; version=1.0.0; charset=utf-8"


@blueprint.get("/metrics")
def metrics() -> Response:
    """Times by stage and route, queues, sizes and ages."""
    return Response(house().metrics.text(), content_type=_KIND)
