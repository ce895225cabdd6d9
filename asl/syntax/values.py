"""The values that JSON and YAML text stand for, and how much of them is taken."""

from typing import Any, TypeAlias

# None | bool | int | float | str | list | dict with str keys. Values are never changed once read,
# so one of them may stand in several places.
Json: TypeAlias = Any

# Containers within containers; the outermost one counts.
MAX_DEPTH = 500

# Of a source: bytes where bytes were given, else code points.
MAX_SIZE = 64 * 1024 * 1024

# ruamel.yaml reads 100,000 to 500,000 characters a second, so more would take minutes.
MAX_YAML_SIZE = 4 * 1024 * 1024

# Decimal digits of an int. Python itself refuses to write more than 4,300.
MAX_DIGITS = 4000

# Nodes that the aliases of one YAML document may add to those it spells out.
MAX_ALIAS_NODES = 100_000
