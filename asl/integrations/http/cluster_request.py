"""What a Task with `eks:call` asks of the API of a cluster.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-eks.html (Kubernetes API)
"""

from __future__ import annotations

from typing import Final

from asl.integrations.http.api_gateway_request import ApiGatewayRequest, read_query
from asl.integrations.http.fields import Fields
from asl.integrations.http.request import METHODS
from asl.integrations.http.url import read_url
from asl.services.parameter_faults import unusable
from asl.syntax.values import Json

_FIELDS: Final = (
    "ClusterName",
    "CertificateAuthority",
    "Endpoint",
    "Method",
    "Path",
    "QueryParameters",
    "RequestBody",
)


def read_cluster_request(given: Json) -> ApiGatewayRequest:
    """The call that parameters ask for.

    Raises:
        StatesError: States.Runtime, with every member that cannot be used.
    """
    fields = Fields(given)
    fields.know(_FIELDS)
    for name in ("ClusterName", "CertificateAuthority"):
        fields.text(name, required=True)
    endpoint = fields.text("Endpoint", required=True)
    method, path = fields.choice("Method", METHODS), fields.text("Path", required=True)
    url = read_url(f"{endpoint.rstrip('/')}/{path.lstrip('/')}") if endpoint and path else None
    if endpoint and path and url is None:
        fields.wrong("Endpoint" if read_url(endpoint) is None else "Path")
    query = read_query(fields)
    body = fields.body()
    if fields.reasons or url is None:
        raise unusable(given, fields.reasons)
    return ApiGatewayRequest(url=url, method=method, query=query, body=body)
