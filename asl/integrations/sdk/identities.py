"""Who signs calls: nobody in particular, this user's own account, or a role that is assumed.

At an endpoint calls are signed with keys that are no secret; AWS itself is called with the
credentials of this user, as botocore finds them, and only where a profile says so.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from botocore.session import Session

from asl.integrations.roles import AssumedRole, not_honoured
from asl.integrations.sdk.session import NOBODY, Keys, alone, signed_by
from asl.integrations.shown_url import shown
from asl.runtime.errors import RUNTIME, TASK_FAILED, StatesError

# A role's keys are asked for anew so long before they expire.
_BEFORE: Final = timedelta(minutes=5)
# What the name of a session has, and how long it is.
# Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9_+=,.@-]")
_SHORTEST_NAME: Final = 2
_LONGEST_NAME: Final = 64
_PATIENCE: Final = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"total_max_attempts": 2, "mode": "standard"},
    ignore_configured_endpoint_urls=True,
)
# No variable of the environment leads a call elsewhere than to the endpoint.
_NO_PROXY: Final = _PATIENCE.merge(Config(proxies={}))
_FAULTS: Final = (BotoCoreError, LookupError, ResponseParserError, ValueError)


# A role and who gives its keys; keys and when they expire.
_Role: TypeAlias = tuple[str, str | None]
_Given: TypeAlias = tuple[Keys, datetime]


class NotAssumed(Exception):
    """Nobody could be asked for a role's keys; says why."""


@dataclass(slots=True)
class Identities:
    """Keys by who signs; on one event loop only.

    Attributes:
        region: that STS is asked in.
    """

    region: str
    _session: Any = None
    _roles: dict[_Role, _Given] = field(default_factory=dict)
    _asked: dict[_Role, asyncio.Future[_Given]] = field(default_factory=dict)

    async def own(self) -> Keys:
        """This user's keys for AWS.

        Raises:
            StatesError: there are none.
        """
        return await asyncio.to_thread(self.find)

    def find(self) -> Keys:
        """The same, in the thread that asks.

        Raises:
            StatesError: there are none.
        """
        if self._session is None:
            self._session = Session()
        try:
            found = self._session.get_credentials()
            frozen = None if found is None else found.get_frozen_credentials()
        except BotoCoreError as error:
            raise _no_credentials(str(error)) from error
        if frozen is None or not frozen.access_key:
            raise _no_credentials("botocore finds none")
        return Keys(frozen.access_key, frozen.secret_key, frozen.token)

    async def assumed(self, asked: AssumedRole) -> Keys:
        """A role's keys; those of nobody where no endpoint gives any, which is said once.

        Raises:
            StatesError: States.TaskFailed, where the role may not be assumed (recorded).
        """
        key = asked.role, asked.sts
        known = self._roles.get(key)
        if known is not None and known[1] - _BEFORE > datetime.now(UTC):
            return known[0]
        base = NOBODY if asked.sts is not None else await self.own()
        try:
            given = await self._together(key, asked, base)
        except NotAssumed as error:
            if asked.sts is None:
                raise StatesError(TASK_FAILED, str(error)) from error
            not_honoured(asked.role, str(error))
            return NOBODY
        except ClientError as error:
            raise StatesError(
                TASK_FAILED,
                f"The role {asked.execution_role or 'null'} is not authorized to assume the "
                f"task state's role, {asked.role}.",
            ) from error
        self._roles[key] = given
        return given[0]

    async def _together(self, key: _Role, asked: AssumedRole, base: Keys) -> _Given:
        """A role's keys; the calls that need them at the same time ask once."""
        asking = self._asked.get(key)
        if asking is None:
            asking = asyncio.ensure_future(asyncio.to_thread(self._assume, asked, base))
            self._asked[key] = asking
            asking.add_done_callback(lambda _: self._asked.pop(key))
        return await asyncio.shield(asking)

    def _assume(self, asked: AssumedRole, base: Keys) -> _Given:
        url = None if asked.sts is None else shown(asked.sts)
        try:
            with signed_by(base):
                client = _sts(self.region, url)
                given = client.assume_role(
                    RoleArn=asked.role, RoleSessionName=_session_name(asked.session)
                )["Credentials"]
            keys = Keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
            return keys, given["Expiration"]
        except _FAULTS as error:
            raise NotAssumed(f"{type(error).__name__} of {url or 'AWS STS'}") from error


def account_of_this_user(region: str, url: str | None = None) -> str:
    """The account that this user's credentials are of, as AWS says that Tasks call.

    Args:
        region: that it is asked in.
        url: of another STS; None for that of AWS, whatever the environment says.

    Raises:
        StatesError: there are no credentials, or AWS does not take them, or cannot be asked.
    """
    keys = Identities(region).find()
    try:
        with signed_by(keys):
            account: str = _sts(region, url).get_caller_identity()["Account"]
    except (ClientError, *_FAULTS) as error:
        cause = f"AWS cannot be called with the credentials of this user: {error}"
        raise StatesError(RUNTIME, cause, terminal=True) from error
    return account


def _sts(region: str, url: str | None) -> Any:
    config = _PATIENCE if url is None else _NO_PROXY
    return alone().create_client("sts", region_name=region, endpoint_url=url, config=config)


def _session_name(asked: str) -> str:
    """The name of an execution, as far as a session may have it."""
    return _FOREIGN.sub("_", asked)[:_LONGEST_NAME].ljust(_SHORTEST_NAME, "_")


def _no_credentials(why: str) -> StatesError:
    return StatesError(
        RUNTIME,
        f"There are no credentials to call AWS with: {why}. Set AWS_PROFILE, or "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        terminal=True,
    )
