"""A connection of EventBridge: how calls prove who they are, and what they have beside it.

Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html; the
names in its secret are the same words in lower case, with underscores between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from asl.integrations.http.fields import Pairs
from asl.integrations.http.headers import is_name, is_text
from asl.syntax.values import Json

# Objects that only group what is in them: their members are looked for as if they stood outside.
_GROUPS: Final = (
    "authparameters",
    "basicauthparameters",
    "apikeyauthparameters",
    "oauthparameters",
    "clientparameters",
)
_METHODS: Final = ("GET", "POST", "PUT")


class BadConnection(Exception):
    """A connection cannot be used; says why, and never with what is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What a connection adds to a call; it goes before what the call has itself."""

    headers: Pairs = field(default=(), repr=False)
    query: Pairs = field(default=(), repr=False)
    body: Pairs = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic:
    """A user and a password."""

    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A header with a key."""

    name: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """A token, which is had for the credentials of a client.

    Attributes:
        endpoint: URL that gives tokens.
        method: that it is asked with.
        client_id, client_secret: the client's.
        parameters: what it is asked with beside them.
    """

    endpoint: str
    method: str
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    parameters: Parameters = field(default_factory=Parameters)


Authorization: TypeAlias = Basic | ApiKey | OAuth


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connection.

    Attributes:
        authorization: how a call proves who it is.
        parameters: what it adds to a call.
    """

    authorization: Authorization
    parameters: Parameters = field(default_factory=Parameters)


def read_connection(said: Json, secret: Json = None) -> Connection:
    """A connection as CreateConnection takes it and DescribeConnection gives it.

    Args:
        said: its AuthorizationType and AuthParameters.
        secret: what its secret holds, which goes before what is said; None without one.

    Raises:
        BadConnection: something is missing, or is not what it is to be.
    """
    members = {**_members(said), **_members(secret)}
    parameters = _parameters(members.get("invocationhttpparameters"))
    authorization: Authorization
    match members.get("authorizationtype"):
        case "BASIC":
            authorization = Basic(
                user=_text(members, "Username"), password=_text(members, "Password")
            )
        case "API_KEY":
            authorization = _api_key(members)
        case "OAUTH_CLIENT_CREDENTIALS":
            authorization = _oauth(members)
        case _:
            raise BadConnection(
                "its AuthorizationType is to be BASIC, API_KEY or OAUTH_CLIENT_CREDENTIALS"
            )
    return Connection(authorization=authorization, parameters=parameters)


def _members(given: Json) -> dict[str, Json]:
    """Members by the letters of their names alone; what is null says nothing."""
    found: dict[str, Json] = {}
    for name, value in given.items() if isinstance(given, dict) else ():
        letters = _letters(name)
        if letters in _GROUPS:
            found.update(_members(value))
        elif value is not None:
            found[letters] = value
    return found


def _letters(name: str) -> str:
    return name.replace("_", "").lower()


def _text(members: dict[str, Json], name: str, otherwise: str | None = None) -> str:
    value = members.get(_letters(name), otherwise)
    if not isinstance(value, str):
        raise BadConnection(f"its {name} is missing, or is no text")
    return value


def _api_key(members: dict[str, Json]) -> ApiKey:
    key = ApiKey(name=_text(members, "ApiKeyName"), value=_text(members, "ApiKeyValue"))
    if not is_name(key.name) or not is_text(key.value):
        raise BadConnection("its ApiKeyName and ApiKeyValue make no header that can be sent")
    return key


def _oauth(members: dict[str, Json]) -> OAuth:
    method = _text(members, "HttpMethod", "POST")
    if method not in _METHODS:
        raise BadConnection(f"its HttpMethod is to be one of {', '.join(_METHODS)}")
    return OAuth(
        endpoint=_text(members, "AuthorizationEndpoint"),
        method=method,
        client_id=_text(members, "ClientID"),
        client_secret=_text(members, "ClientSecret"),
        parameters=_parameters(members.get("oauthhttpparameters")),
    )


def _parameters(given: Json) -> Parameters:
    members = _members(given)
    headers = tuple(_pairs(members, "HeaderParameters"))
    if not all(is_name(name) and is_text(value) for name, value in headers):
        raise BadConnection("one of its HeaderParameters makes no header that can be sent")
    return Parameters(
        headers=headers,
        query=tuple(_pairs(members, "QueryStringParameters")),
        body=tuple(_pairs(members, "BodyParameters")),
    )


def _pairs(members: dict[str, Json], name: str) -> Iterator[tuple[str, str]]:
    given = members.get(_letters(name), [])
    if not isinstance(given, list):
        raise BadConnection(f"its {name} are to be a list")
    for one in given:
        entry = _members(one)
        if isinstance(entry.get("key"), str) and isinstance(entry.get("value"), str):
            yield entry["key"], entry["value"]
        else:
            raise BadConnection(f"each of its {name} is to have a Key and a Value that are texts")
