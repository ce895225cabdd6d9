"""What a Distributed Map reads its items from, puts together and writes its results to.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from asl.expr.expression import Expr
from asl.model import kinds
from asl.model.member import Member, read_record
from asl.model.place import JSONATA, JSONPATH, Place, Read
from asl.services.optimised import ITEM_READERS, RESULT_WRITERS
from asl.services.resource import is_map_resource, unrecognised
from asl.states import fields
from asl.syntax.values import Json

# Bytes of a child's input at most.
MOST_BYTES = 262_144
# Items that a reader reads at most.
_MOST_READ = 100_000_000


def _resource(offered: Collection[str]) -> Read:
    """A Resource that reads items or writes results."""
    known = [f"arn:aws:states:::{name}" for name in offered]

    def read(place: Place) -> str | None:
        given = kinds.text(place)
        if given is not None and not is_map_resource(given, offered):
            place.report(
                "unrecognised-resource",
                unrecognised(given),
                hint=place.suggestions.nearest(given, known) or f"use {' or '.join(known)}",
            )
        return given

    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderConfig:
    """How the source's content becomes items."""

    CALLED: ClassVar[str] = "ReaderConfig"

    pointer: str = ""
    input_type: Annotated[
        str | None,
        Member("InputType", kinds.one_of("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST")),
    ] = None
    transformation: Annotated[
        str | None, Member("Transformation", kinds.one_of("NONE", "LOAD_AND_FLATTEN"))
    ] = None
    manifest_type: Annotated[
        str | None, Member("ManifestType", kinds.one_of("S3_INVENTORY", "ATHENA_DATA"))
    ] = None
    csv_header_location: Annotated[
        str | None, Member("CSVHeaderLocation", kinds.one_of("FIRST_ROW", "GIVEN"))
    ] = None
    csv_headers: Annotated[tuple[str, ...], Member("CSVHeaders", kinds.list_of(kinds.text))] = ()
    csv_delimiter: Annotated[
        str | None,
        Member("CSVDelimiter", kinds.one_of("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB")),
    ] = None
    items_pointer: Annotated[str | None, Member("ItemsPointer", kinds.text)] = None
    max_items: Annotated[Expr[Any] | None, fields.count("MaxItems", _MOST_READ)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReader:
    """Where the items come from."""

    CALLED: ClassVar[str] = "ItemReader"

    pointer: str = ""
    resource: Annotated[str, Member("Resource", _resource(ITEM_READERS))]
    parameters: Annotated[
        Expr[Json] | None, Member("Parameters", kinds.values(), only=JSONPATH)
    ] = None
    arguments: Annotated[Expr[Json] | None, Member("Arguments", kinds.values(), only=JSONATA)] = (
        None
    )
    config: Annotated[ReaderConfig | None, Member("ReaderConfig", kinds.record(ReaderConfig))] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemBatcher:
    """How items are put together, and what every batch gets beside them."""

    CALLED: ClassVar[str] = "ItemBatcher"

    pointer: str = ""
    max_items: Annotated[Expr[Any] | None, fields.count("MaxItemsPerBatch")] = None
    max_bytes: Annotated[Expr[Any] | None, fields.count("MaxInputBytesPerBatch", MOST_BYTES)] = None
    batch_input: Annotated[Expr[Json] | None, Member("BatchInput", kinds.values())] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterConfig:
    """The shape of the results."""

    CALLED: ClassVar[str] = "WriterConfig"

    pointer: str = ""
    transformation: Annotated[
        Literal["NONE", "COMPACT", "FLATTEN"] | None,
        Member("Transformation", kinds.one_of("NONE", "COMPACT", "FLATTEN")),
    ] = None
    output_type: Annotated[
        Literal["JSON", "JSONL"] | None, Member("OutputType", kinds.one_of("JSON", "JSONL"))
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultWriter:
    """Where the results go."""

    CALLED: ClassVar[str] = "ResultWriter"

    pointer: str = ""
    resource: Annotated[str | None, Member("Resource", _resource(RESULT_WRITERS))] = None
    parameters: Annotated[
        Expr[Json] | None, Member("Parameters", kinds.values(), only=JSONPATH)
    ] = None
    arguments: Annotated[Expr[Json] | None, Member("Arguments", kinds.values(), only=JSONATA)] = (
        None
    )
    config: Annotated[WriterConfig | None, Member("WriterConfig", kinds.record(WriterConfig))] = (
        None
    )


def item_batcher(place: Place) -> ItemBatcher | None:
    """An ItemBatcher; one of its two limits at least is there."""
    found = read_record(ItemBatcher, place, pointer=place.pointer)
    if found is not None and found.max_items is None and found.max_bytes is None:
        place.report(
            "missing-field",
            "An ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch",
            hint='add "MaxItemsPerBatch": 100',
        )
    return found


def result_writer(place: Place) -> ResultWriter | None:
    """A ResultWriter: a place, a shape or both.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
    """
    if place.value == {}:
        place.report(
            "empty",
            "A ResultWriter says where the results go or what their shape is",
            hint='remove it, or add "WriterConfig"',
        )
    found = read_record(ResultWriter, place, pointer=place.pointer)
    if found is None:
        return None
    given = "Arguments" if place.language == JSONATA else "Parameters"
    placed = found.parameters is not None or found.arguments is not None
    if placed and found.resource is None:
        _missing(place, "Resource", f'add "Resource": "arn:aws:states:::{RESULT_WRITERS[0]}"')
    elif found.resource is not None and not placed:
        _missing(place, given, f'add "{given}": {{"Bucket": "…", "Prefix": "…"}}')
    return found


def _missing(place: Place, name: str, hint: str) -> None:
    place.report("missing-field", f"The field '{name}' is required but was missing", hint=hint)
