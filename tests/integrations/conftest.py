"""An endpoint of AWS's services on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integrations.aws import Endpoint, serving


@pytest.fixture(scope="session")
def served() -> Iterator[Endpoint]:
    """moto, for all tests."""
    with serving() as endpoint:
        yield endpoint


@pytest.fixture
def aws(served: Endpoint) -> Endpoint:
    """moto with nothing in it."""
    served.reset()
    return served
