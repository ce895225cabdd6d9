"""The fields of a Map and of what is inside it."""

from __future__ import annotations

from typing import Final

from asl.lsp.shapes import Amount, Items, One, Path, Text, Texts, Value, Whole, Word
from asl.lsp.words.entry import Field, field, former

_MOST: Final = 2**31 - 1
_BYTES: Final = 262_144
_READ: Final = 100_000_000
_DISTRIBUTED: Final = "state-map-distributed.html"
_READER: Final = "input-output-itemreader.html"
_WRITER: Final = "input-output-resultwriter.html"
_BATCHER: Final = "input-output-itembatcher.html"

MAP: Final[dict[str, Field]] = {
    "Map.ItemProcessor": field(
        One("ItemProcessor"),
        "The block of states that runs for each item, and whether it runs inside this execution "
        "or in executions of its own.",
        "map-state",
    ),
    "Map.Iterator": former(One("ItemProcessor"), "ItemProcessor", "map-state"),
    "Map.ItemsPath": field(
        Path(), "Where in the effective input the array of items stands.", "map-state", default="$"
    ),
    "Map.Items": field(
        Items(),
        "The items: an array, or a query for one; a Distributed Map takes an object too. Without "
        "it, the state's input.",
        "map-state",
    ),
    "Map.ItemSelector": field(
        Value(),
        "What each iteration is given in place of its item; the item is `$$.Map.Item.Value`, "
        "under JSONata `$states.context.Map.Item.Value`.",
        "map-state",
    ),
    "Map.Parameters": former(Value(), "ItemSelector", "map-state"),
    "Map.ItemReader": field(
        One("ItemReader"), "Reads the items of a Distributed Map from Amazon S3.", _READER
    ),
    "Map.ItemBatcher": field(
        One("ItemBatcher"),
        "Gives each child execution of a Distributed Map several items at once.",
        _BATCHER,
    ),
    "Map.ResultWriter": field(
        One("ResultWriter"),
        "Writes the results of a Distributed Map to Amazon S3, or changes their shape.",
        _WRITER,
    ),
    "Map.MaxConcurrency": field(
        Whole(0, _MOST, query=True),
        "How many iterations run at once; 0 for as many as the service lets.",
        "map-state",
        default=0,
    ),
    "Map.MaxConcurrencyPath": field(
        Path(), "Where in the effective input that number stands.", "map-state"
    ),
    "Map.ToleratedFailureCount": field(
        Whole(0, _MOST, query=True),
        "How many items of a Distributed Map may fail before the state does.",
        _DISTRIBUTED,
        default=0,
    ),
    "Map.ToleratedFailureCountPath": field(
        Path(), "Where in the effective input that number stands.", _DISTRIBUTED
    ),
    "Map.ToleratedFailurePercentage": field(
        Amount(0, 100, query=True),
        "How many of a hundred items of a Distributed Map may fail before the state does.",
        _DISTRIBUTED,
        default=0,
    ),
    "Map.ToleratedFailurePercentagePath": field(
        Path(), "Where in the effective input that number stands.", _DISTRIBUTED
    ),
    "Map.Label": field(
        Text("label", least=1, most=40),
        "Names the child executions of a Distributed Map; unique in the machine.",
        _DISTRIBUTED,
    ),
    "ItemProcessor.ProcessorConfig": field(
        One("ProcessorConfig"),
        "Where the iterations run; without it, inside this execution.",
        _DISTRIBUTED,
    ),
    "ProcessorConfig.Mode": field(
        Word(("INLINE", "DISTRIBUTED")),
        "`INLINE`: inside this execution. `DISTRIBUTED`: each in an execution of its own, with a "
        "history of its own.",
        _DISTRIBUTED,
        default="INLINE",
    ),
    "ProcessorConfig.ExecutionType": field(
        Word(("STANDARD", "EXPRESS")),
        "What kind the child executions are; required where `Mode` is `DISTRIBUTED`.",
        _DISTRIBUTED,
    ),
    "ItemReader.Resource": field(
        Text("reader"),
        "How the items are read: `arn:aws:states:::s3:getObject` for a file, "
        "`arn:aws:states:::s3:listObjectsV2` for the list of objects in a bucket.",
        _READER,
    ),
    "ItemReader.Parameters": field(
        Value(), "What is read: `Bucket` with `Key` or `Prefix`.", _READER
    ),
    "ItemReader.Arguments": field(
        Value(), "What is read: `Bucket` with `Key` or `Prefix`.", _READER
    ),
    "ItemReader.ReaderConfig": field(
        One("ReaderConfig"), "How the source's content becomes items.", _READER
    ),
    "ReaderConfig.InputType": field(
        Word(("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST")), "What the file is.", _READER
    ),
    "ReaderConfig.Transformation": field(
        Word(("NONE", "LOAD_AND_FLATTEN")),
        "`LOAD_AND_FLATTEN`: the items are what stands in the listed objects, not the objects' "
        "names.",
        _READER,
    ),
    "ReaderConfig.ManifestType": field(
        Word(("S3_INVENTORY", "ATHENA_DATA")), "Who wrote the manifest.", _READER
    ),
    "ReaderConfig.CSVHeaderLocation": field(
        Word(("FIRST_ROW", "GIVEN")),
        "Where the names of the columns stand: in the first row, or in `CSVHeaders`.",
        _READER,
    ),
    "ReaderConfig.CSVHeaders": field(Texts(), "The names of the columns, in their order.", _READER),
    "ReaderConfig.CSVDelimiter": field(
        Word(("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB")),
        "What stands between two columns.",
        _READER,
        default="COMMA",
    ),
    "ReaderConfig.ItemsPointer": field(
        Text(), "A JSON pointer to the array of items inside the file.", _READER
    ),
    "ReaderConfig.MaxItems": field(
        Whole(0, _READ, query=True), "How many items are read at most.", _READER
    ),
    "ReaderConfig.MaxItemsPath": field(
        Path(), "Where in the effective input that number stands.", _READER
    ),
    "ItemBatcher.MaxItemsPerBatch": field(
        Whole(0, _MOST, query=True),
        "How many items one child execution is given at most.",
        _BATCHER,
    ),
    "ItemBatcher.MaxItemsPerBatchPath": field(
        Path(), "Where in the effective input that number stands.", _BATCHER
    ),
    "ItemBatcher.MaxInputBytesPerBatch": field(
        Whole(0, _BYTES, query=True),
        "How many bytes the input of one child execution has at most.",
        _BATCHER,
    ),
    "ItemBatcher.MaxInputBytesPerBatchPath": field(
        Path(), "Where in the effective input that number stands.", _BATCHER
    ),
    "ItemBatcher.BatchInput": field(
        Value(), "What every batch is given beside its `Items`, as `BatchInput`.", _BATCHER
    ),
    "ResultWriter.Resource": field(
        Text("writer"), "How the results are written: `arn:aws:states:::s3:putObject`.", _WRITER
    ),
    "ResultWriter.Parameters": field(
        Value(), "Where the results go: `Bucket` and `Prefix`.", _WRITER
    ),
    "ResultWriter.Arguments": field(
        Value(), "Where the results go: `Bucket` and `Prefix`.", _WRITER
    ),
    "ResultWriter.WriterConfig": field(One("WriterConfig"), "The shape of the results.", _WRITER),
    "WriterConfig.Transformation": field(
        Word(("NONE", "COMPACT", "FLATTEN")),
        "`NONE`: outputs with what is known of each execution; `COMPACT`: the outputs alone; "
        "`FLATTEN`: the outputs, arrays among them opened.",
        _WRITER,
    ),
    "WriterConfig.OutputType": field(
        Word(("JSON", "JSONL")), "One array, or a line for each result.", _WRITER
    ),
}
