"""Who signs calls: nobody in particular, this user's own account, or a role that is assumed.

At an endpoint calls are signed with keys that are no secret; AWS itself is called with the
credentials of this user, as botocore finds them, and only where a profile says so.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from botocore.session import Session

from asl.integrations.roles import AssumedRole, not_honoured
from asl.integrations.sdk.session import NOBODY, Keys, alone, signed_by
from asl.integrations.shown_url import shown
from asl.runtime.errors import RUNTIME, TASK_FAILED, StatesError

# A role's keys are asked for anew so long before they expire.
_BEFORE: Final = timedelta(minutes=5)
# AWS's own limit of the name of a session.
_LONGEST_NAME: Final = 64
_PATIENCE: Final = Config(
    connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 2, "mode": "standard"}
)


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
    _roles: dict[tuple[str, str | None], tuple[Keys, datetime]] = field(default_factory=dict)

    async def own(self) -> Keys:
        """This user's keys for AWS.

        Raises:
            StatesError: there are none.
        """
        return await asyncio.to_thread(self._own)

    def _own(self) -> Keys:
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
            keys, until = await asyncio.to_thread(self._assume, asked, base)
        except NotAssumed as error:
            if asked.sts is None:
                raise StatesError(TASK_FAILED, str(error)) from error
            not_honoured(asked.role, str(error))
            return NOBODY
        self._roles[key] = keys, until
        return keys

    def _assume(self, asked: AssumedRole, base: Keys) -> tuple[Keys, datetime]:
        url = None if asked.sts is None else shown(asked.sts)
        with signed_by(base):
            client = alone().create_client(
                "sts", region_name=self.region, endpoint_url=url, config=_PATIENCE
            )
            try:
                given = client.assume_role(
                    RoleArn=asked.role, RoleSessionName=asked.session[:_LONGEST_NAME]
                )["Credentials"]
            except ClientError as error:
                raise StatesError(
                    TASK_FAILED,
                    f"The role {asked.execution_role or 'null'} is not authorized to assume the "
                    f"task state's role, {asked.role}.",
                ) from error
            except (BotoCoreError, LookupError, ValueError) as error:
                raise NotAssumed(f"{type(error).__name__} of {url or 'AWS STS'}") from error
        keys = Keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        return keys, given["Expiration"]


def account_of_this_user(region: str) -> str:
    """The account that this user's credentials are of, as AWS says.

    Raises:
        StatesError: there are no credentials, or AWS does not take them, or cannot be asked.
    """
    try:
        client = Session().create_client("sts", region_name=region, config=_PATIENCE)
        account: str = client.get_caller_identity()["Account"]
    except NoCredentialsError as error:
        raise _no_credentials("botocore finds none") from error
    except (BotoCoreError, ClientError) as error:
        cause = f"AWS cannot be called with the credentials of this user: {error}"
        raise StatesError(RUNTIME, cause, terminal=True) from error
    return account


def _no_credentials(why: str) -> StatesError:
    return StatesError(
        RUNTIME,
        f"There are no credentials to call AWS with: {why}. Set AWS_PROFILE, or "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        terminal=True,
    )
