"""Diagnostics as SARIF 2.1.0, which code scanning services read.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.explanations import EXPLANATIONS
from asl.diagnostics.finding import Severity
from asl.diagnostics.page import page
from asl.diagnostics.render_json import writable
from asl.syntax.values import Json

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
_LONGEST_SOURCE: Final = 1000


def render_sarif(diagnostics: Sequence[Diagnostic], version: str) -> dict[str, Json]:
    """One run with a result for each, and a rule for each code that is met.

    A result's fingerprint is made of the file, the pointer and the code, and not of the line: it
    stays when the text around it moves.

    Args:
        diagnostics: in the order in which they are to be read.
        version: of this program.
    """
    codes = sorted({found.code for found in diagnostics})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "asl validate",
                        "version": version,
                        "rules": [_rule(code) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": _results(diagnostics, codes),
            }
        ],
    }


def _rule(code: str) -> dict[str, Json]:
    entry = CATALOGUE[code]
    rule: dict[str, Json] = {
        "id": code,
        "shortDescription": {"text": entry.title},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
        "properties": {"tags": ["states-language"], "aws_code": entry.aws},
    }
    explanation = EXPLANATIONS.get(code)
    if explanation is not None:
        rule["fullDescription"] = {"text": f"{explanation.what} {explanation.why}"}
        rule["help"] = {"text": explanation.remedy, "markdown": page(code)}
    return rule


def _results(diagnostics: Iterable[Diagnostic], codes: list[str]) -> list[dict[str, Json]]:
    index = {code: at for at, code in enumerate(codes)}
    before: Counter[str] = Counter()
    results = []
    for found in diagnostics:
        fingerprint = _fingerprint(found)
        before[fingerprint] += 1
        results.append(
            {
                "ruleId": found.code,
                "ruleIndex": index[found.code],
                "level": _LEVELS[found.severity],
                "message": {"text": writable(_message(found))},
                "locations": [_location(found)],
                # The number tells apart what is found twice at one place.
                "partialFingerprints": {
                    "findingIdentity/v1": f"{fingerprint}:{before[fingerprint]}"
                },
            }
        )
    return results


def _message(found: Diagnostic) -> str:
    return f"{found.message}\nhint: {found.hint}" if found.hint else found.message


def _location(found: Diagnostic) -> dict[str, Json]:
    region: dict[str, Json] = {
        "startLine": found.line,
        "startColumn": found.column,
        "endColumn": found.column + found.width,
    }
    physical: dict[str, Json] = {"artifactLocation": {"uri": _uri(found.file)}, "region": region}
    if 0 < len(found.source) <= _LONGEST_SOURCE:
        physical["contextRegion"] = {
            "startLine": found.line,
            "snippet": {"text": writable(found.source)},
        }
    place: dict[str, Json] = {"physicalLocation": physical}
    if found.pointer:
        place["logicalLocations"] = [{"fullyQualifiedName": writable(found.pointer)}]
    return place


def _uri(file: str) -> str:
    # Relative ones are taken from the root of the repository.
    path = file.replace("\\", "/").removeprefix("./")
    return quote(path, safe="/~", errors="surrogatepass")


def _fingerprint(found: Diagnostic) -> str:
    told = f"{found.file}\n{found.pointer}\n{found.code}"
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()[:32]
