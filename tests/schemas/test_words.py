"""The catalogue of words: one entry for every word of the language, and none for any other."""

from __future__ import annotations

import json

import pytest

from asl.definition import load
from asl.engines import virtual
from asl.engines.virtual import Answer, returns
from asl.expr.intrinsics.functions import FUNCTIONS
from asl.expr.jsonata_functions import FUNCTIONS as JSONATA_FUNCTIONS
from asl.lsp.grammar import PARTS, RECORDS, UNTYPED, names
from asl.lsp.words import (
    CONTEXT,
    ERRORS,
    FIELDS,
    INTRINSICS,
    JSONATA,
    OPERATOR_WORDS,
    OPERATORS,
    TYPES,
    Entry,
    field_of,
)
from asl.model.errors import RESERVED
from asl.model.place import JSONATA as IN_JSONATA
from asl.model.place import JSONPATH, Language
from asl.runtime.host import TaskCall
from asl.states import STATES, comparison
from asl.syntax.values import Json

# Of JSONata itself: one is watched, the other refused.
JSONATAS_OWN = ("eval", "replace")
LANGUAGES: tuple[Language, ...] = (JSONPATH, IN_JSONATA)
ENTRIES = {
    **{name: field.entry for name, field in FIELDS.items()},
    **TYPES,
    **ERRORS,
    **INTRINSICS,
    **{f"$$.{name}": entry for name, entry in CONTEXT.items()},
    **JSONATA,
    **OPERATOR_WORDS,
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_declared_member_has_its_words(part: str, language: Language) -> None:
    assert [name for name in names(part, language) if field_of(part, name) is None] == []


def test_no_words_are_about_a_member_that_does_not_exist() -> None:
    known = {(part, name) for part in PARTS for at in LANGUAGES for name in names(part, at)}
    states = {name for part, name in known if part in STATES}
    owned = {
        "State": states,
        "*": {name for _, name in known},
        **{part: {name for of, name in known if of == part} for part in PARTS if part != UNTYPED},
    }
    strangers = [key for key in FIELDS if key.partition(".")[2] not in owned[key.partition(".")[0]]]
    assert strangers == []


def test_every_record_is_a_part() -> None:
    assert set(STATES) <= RECORDS.keys() <= set(PARTS)


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (TYPES, set(STATES)),
        (OPERATORS, set(comparison.OPERATORS)),
        (INTRINSICS, set(FUNCTIONS)),
        (ERRORS, set(RESERVED)),
        (
            {name for name in JSONATA if not name.startswith("$states.")},
            {f"${name}" for name in JSONATA_FUNCTIONS if name not in JSONATAS_OWN},
        ),
    ],
    ids=["types", "operators", "intrinsic functions", "errors", "functions of JSONata"],
)
def test_the_words_are_those_of_the_tables(told: dict[str, Entry], known: set[str]) -> None:
    assert set(told) == known


def _ways(value: Json, here: tuple[str, ...] = ()) -> set[str]:
    """The ways to every member, but for what is inside an input or an item."""
    if not isinstance(value, dict) or here[-1:] in (("Input",), ("Value",)):
        return set()
    return {".".join((*here, name)) for name in value}.union(
        *(_ways(inner, (*here, name)) for name, inner in value.items())
    )


def test_the_words_of_the_context_object_are_what_stands_in_one() -> None:
    waiting = "arn:aws:states:::lambda:invoke.waitForTaskToken"
    task = {
        "Type": "Task",
        "Resource": waiting,
        "Parameters": {"FunctionName": "f", "Payload": {"token.$": "$$.Task.Token", "c.$": "$$"}},
        "TimeoutSeconds": 5,
        "End": True,
    }
    block = {"StartAt": "Call", "States": {"Call": task}}
    each = {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": block, "End": True}
    machine = load(json.dumps({"StartAt": "Each", "States": {"Each": each}}))
    seen: list[Json] = []

    def answer(call: TaskCall) -> Answer:
        seen.append(call.input["Payload"]["c"])
        return returns({})

    virtual.run(machine, {"items": [{"a": 1}]}, answer)
    # What only a redriven execution, and a Distributed Map over an object, have.
    rare = {"Execution.RedriveTime", "Map.Item.Key", "Map.Item.Source"}
    assert _ways(seen[0]) == CONTEXT.keys() - rare


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_is_a_sentence_with_a_source(name: str) -> None:
    entry = ENTRIES[name]
    assert entry.says.endswith(".")
    assert len(entry.says) < 400
    assert entry.link.startswith(("https://states-language.net/", "https://docs.aws.amazon.com/"))


@pytest.mark.parametrize("name", INTRINSICS)
def test_a_function_is_written_as_it_is_called(name: str) -> None:
    assert INTRINSICS[name].form.startswith(f"{name}(")
