"""Profiles of `asl.toml`: `[profiles.NAME.functions]` and the like go before the file's own tables.

Whoever reads a table of a profiled text sees one table, the profile's entries first; what is wrong
is told where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from asl.configuration.settings_text import PROFILES, TABLES_OF_PROFILES, SettingsText
from asl.configuration.toml_places import Path as TomlPath
from asl.configuration.toml_places import TomlPlaces


def profiled(said: SettingsText, name: str | None) -> SettingsText:
    """The text as a profile has it.

    Args:
        said: what stands in the file.
        name: of the profile; None for none.

    Raises:
        BadSettings: there is no such profile, or it has a table that no profile has.
    """
    profiles = said.tables.get(PROFILES, {})
    if not isinstance(profiles, dict) or any(
        not isinstance(one, dict) for one in profiles.values()
    ):
        said.wrong((PROFILES,), "tables, as [profiles.local.endpoints]")
        said.fail()
    if name is None:
        return said
    if name not in profiles:
        _missing(said, name, profiles)
    chosen: dict[str, Any] = profiles.get(name, {})
    for table in chosen:
        if table not in TABLES_OF_PROFILES:
            said.unknown((PROFILES, name, table), TABLES_OF_PROFILES, "table of a profile")
    said.fail()
    return replace(
        said, tables=_merged(said.tables, chosen), places=_moved(said.places, name), profile=name
    )


def _missing(said: SettingsText, name: str, profiles: Mapping[str, Any]) -> None:
    known = ", ".join(sorted(profiles)) or "none"
    message = f'there is no profile "{name}" here; there are: {known}'
    said.report("settings-key", message, said.key((PROFILES,)), f"add [profiles.{name}.endpoints]")


def _merged(tables: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(tables)
    for name, own in chosen.items():
        base = tables.get(name, {})
        if not isinstance(own, dict) or not isinstance(base, dict):
            merged[name] = own
            continue
        merged[name] = {**own, **{key: value for key, value in base.items() if key not in own}}
    return merged


def _moved(places: TomlPlaces, name: str) -> TomlPlaces:
    """What stands in the profile stands where the file's own would."""
    before: TomlPath = (PROFILES, name)

    def moved(known: Mapping[TomlPath, Any]) -> dict[TomlPath, Any]:
        inside = {path[2:]: at for path, at in known.items() if path[:2] == before and path[2:]}
        return {**known, **inside}

    return replace(places, keys=moved(places.keys), values=moved(places.values))
