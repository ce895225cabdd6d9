"""The documentation page: OpenAPI as HTML, with nothing loaded and nothing run."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

import orjson

from asl.syntax.values import Json

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font-family: ui-monospace, monospace; }
details { border: 1px solid; border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
b.get { color: #0a6; } b.post { color: #06c; } b.patch { color: #a60; } b.delete { color: #c33; }
b { display: inline-block; min-width: 4.5rem; }
pre { overflow-x: auto; }
td, th { padding: .1rem .8rem .1rem 0; text-align: left; vertical-align: top; }
"""


def page(openapi: dict[str, Json]) -> str:
    """The page of an OpenAPI document."""
    info = openapi["info"]
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body>",
            f"<h1>{escape(info['title'])}</h1>",
            f"<p>{escape(info['summary'])}. {escape(info['description'])}</p>",
            '<p>This page as data: <a href="/openapi.json">openapi.json</a>.</p>',
            *_routes(openapi),
            "</body></html>",
        )
    )


def _routes(openapi: dict[str, Json]) -> Iterator[str]:
    section = None
    for path, methods in openapi["paths"].items():
        for method, route in methods.items():
            if route["tags"][0] != section:
                section = route["tags"][0]
                yield f"<h2>{escape(section.capitalize())}</h2>"
            yield f"<details><summary><b class={method}>{method.upper()}</b>"
            yield f"<code>{escape(path)}</code> {escape(route['description'])}</summary>"
            yield from _parameters(route.get("parameters", ()))
            yield from _body(route, openapi)
            yield from _results(route["responses"])
            yield "</details>"


def _parameters(parameters: list[Json]) -> Iterator[str]:
    if not parameters:
        return
    yield "<table>"
    for one in parameters:
        told = one.get("description") or one["schema"].get("title", "")
        yield f"<tr><th><code>{escape(one['name'])}</code></th><td>{one['in']}</td>"
        yield f"<td>{escape(told)}</td></tr>"
    yield "</table>"


def _body(route: dict[str, Json], openapi: dict[str, Json]) -> Iterator[str]:
    if "requestBody" not in route:
        return
    schema = route["requestBody"]["content"]["application/json"]["schema"]
    references = [schema, *schema.get("anyOf", ())]
    for one in references:
        if "$ref" in one:
            name = one["$ref"].rpartition("/")[2]
            yield f"<p>Body:</p>{_json(openapi['components']['schemas'][name])}"


def _results(responses: dict[str, Json]) -> Iterator[str]:
    for status, response in responses.items():
        for content in response.get("content", {}).values():
            if status.startswith("2") and content.get("schema"):
                yield f"<p>{status}:</p>{_json(content['schema'])}"


def _json(value: Json) -> str:
    return f"<pre>{escape(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())}</pre>"
