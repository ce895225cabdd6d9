"""Amazon EMR: what its API knows by an ID only, Step Functions finds by name.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html
"""

from __future__ import annotations

from typing import Any

from asl.integrations.optimised.asking import Asking
from asl.services.parameter_faults import misshapen, unusable
from asl.syntax.values import Json


async def fleet_by_name(asking: Asking, given: dict[str, Json]) -> dict[str, Json]:
    """ModifyInstanceFleet, for the fleet of a name.

    Raises:
        StatesError: the cluster has none.
    """
    cluster, name = given.get("ClusterId"), given.get("InstanceFleetName")
    listed = await asking.ask("listInstanceFleets", {"ClusterId": cluster})
    fleet = _called(asking, listed.get("InstanceFleets"), name)
    changed = {**_changed(given, "InstanceFleet"), "InstanceFleetId": fleet}
    return {"ClusterId": cluster, "InstanceFleet": changed}


async def group_by_name(asking: Asking, given: dict[str, Json]) -> dict[str, Json]:
    """ModifyInstanceGroups, for the group of a name.

    Raises:
        StatesError: the cluster has none.
    """
    cluster, name = given.get("ClusterId"), given.get("InstanceGroupName")
    listed = await asking.ask("listInstanceGroups", {"ClusterId": cluster})
    group = _called(asking, listed.get("InstanceGroups"), name)
    changed = {**_changed(given, "InstanceGroup"), "InstanceGroupId": group}
    return {"ClusterId": cluster, "InstanceGroups": [changed]}


def _changed(given: dict[str, Json], name: str) -> dict[str, Json]:
    changed = given.get(name) or {}
    if not isinstance(changed, dict):
        raise unusable(given, [misshapen(name)])
    return changed


def _called(asking: Asking, parts: Any, name: Json) -> Json:
    for part in parts or ():
        if isinstance(part, dict) and part.get("Name") == name:
            return part.get("Id")
    cause = f"The cluster has no part of the name {name!r}"
    raise asking.refused("InvalidRequestException", cause)
