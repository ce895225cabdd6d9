"""Which Tasks call HTTP, and what is said of those whose host the settings do not name."""

from __future__ import annotations

from typing import Final

from asl.integrations.addresses import is_aws
from asl.integrations.http.url import Url, read_url
from asl.runtime.host import TaskCall
from asl.services.resource import Resource, parse_resource

HTTP: Final = "http"
API_GATEWAY: Final = "apigateway"
CLUSTER: Final = "eks"


def http_resource(text: str) -> Resource | None:
    """A Task's Resource, where it calls HTTP; None where it is anything else."""
    resource = parse_resource(text)
    if resource is None or resource.kind not in ("service", "http"):
        return None
    is_cluster = (resource.service, resource.action) == (CLUSTER, "call")
    return resource if is_cluster or resource.service in (HTTP, API_GATEWAY) else None


def called_url(call: TaskCall) -> Url | None:
    """What a Task calls; None where that cannot be told."""
    resource = http_resource(call.resource)
    if resource is None or not isinstance(call.input, dict):
        return None
    member = "Endpoint" if resource.service == CLUSTER else "ApiEndpoint"
    endpoint = call.input.get(member)
    if not isinstance(endpoint, str):
        return None
    return read_url(f"https://{endpoint}" if resource.service == API_GATEWAY else endpoint)


def missing_host(call: TaskCall) -> str | None:
    """What would bind a Task's host; None where it calls none."""
    if http_resource(call.resource) is None:
        return None
    url = called_url(call)
    return _entry("HOST" if url is None else url.host)


def unbound(call: TaskCall) -> str:
    """What is said of a Task whose host is not named: with the setting that is missing."""
    return (
        f"The Task '{call.state}' calls {call.resource}, and the settings name no host that it "
        f"may call: {missing_host(call)}."
    )


def unlisted(host: str) -> str:
    """What is said of a host that the settings do not name."""
    return f"{host} is no host that may be called: {_entry(host)}"


def _entry(host: str) -> str:
    """The line of the settings that would name a host; for AWS itself that of a profile."""
    if is_aws(host):
        return (
            f'give [hosts] in asl.toml for "{host}" the URL of what answers for it here, or '
            f'[profiles.aws.hosts] the entry "{host}" = true'
        )
    return (
        f'give [hosts] in asl.toml the entry "{host}" = true, or the URL of what answers for it '
        "here"
    )


def link_local(host: str, address: str) -> str:
    """What is said of a host that leads to an address which is not called."""
    return (
        f"{host} is {address}, an address of the link or of a cloud's metadata, where credentials "
        "may be had. If it is meant, write allow_link_local = true under [http] in asl.toml"
    )
