"""botocore by itself: nothing of this user has a say in what is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from botocore.loaders import Loader

from asl.integrations.sdk.session import alone


def test_models_of_the_user_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tmp_path / "sqs" / "9999-01-01" / "service-2.json"
    model.parent.mkdir(parents=True)
    model.write_text(json.dumps({"metadata": {}}), "utf-8")
    monkeypatch.setattr(Loader, "CUSTOMER_DATA_PATH", str(tmp_path))
    assert Loader().determine_latest_version("sqs", "service-2") == "9999-01-01"
    client = alone().create_client("sqs", region_name="us-east-1")
    assert client.meta.service_model.api_version == "2012-11-05"
