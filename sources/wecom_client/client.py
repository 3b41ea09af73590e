"""One corp's customer contact over HTTP: access token, pace, second tries.

Corp secret and access token travel in addresses, because WeCom wants them there. So no error of the
transport is shown or chained, its loggers are silent, and redirects are not followed.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from sources.wecom_client.errors import (
    BUSY,
    TOKEN_OVER,
    CredentialsRefused,
    Refused,
    Unavailable,
    credentials_refused,
)
from sources.wecom_client.pace import LONGEST_ASKED_WAIT, Pace, Patience, retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_TOKEN_PATH = "/cgi-bin/gettoken"  # noqa: S105  a path
_SERVER_FAULT = 500
_TOO_MANY = 429


@dataclass(frozen=True)
class Access:
    """Whose data, where, and with which secret; never shown."""

    corp_id: str
    secret: str = field(repr=False)
    api_url: str = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True)
class Answer:
    """One answer: its bytes as they came, without a byte order mark, and what they say."""

    content: bytes
    document: dict[str, Any]

    @property
    def errcode(self) -> int:
        """0 when it is data."""
        return int(self.document.get("errcode", 0))


class Client:
    """Asks one thing at a time. Use as a context manager."""

    def __init__(self, access: Access, pace: Pace, patience: Patience | None = None) -> None:
        for name in ("httpx", "httpcore"):  # they would log addresses
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self.corp_id = access.corp_id
        self.requests = 0
        self._access, self._pace, self._patience = access, pace, patience or Patience()
        self._http = httpx.Client(base_url=access.api_url, timeout=TIMEOUT, follow_redirects=False)
        self._token: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def call(self, path: str, body: Mapping[str, Any] | None) -> Answer:
        """The answer to a POST of `body`, or to a GET without one.

        Raises:
            Refused: WeCom does not give this.
            Unavailable: no usable answer after all tries.
            CredentialsRefused: nothing can be asked.
        """
        for is_second in (False, True):
            answer = self._tried(path, {"access_token": self._current_token()}, body)
            if answer.errcode not in TOKEN_OVER:
                break
            self._token = None
            if is_second:
                raise credentials_refused(answer.errcode) or CredentialsRefused("the token is not accepted")
        if answer.errcode:
            raise credentials_refused(answer.errcode) or Refused(answer.errcode)
        return answer

    def _current_token(self) -> str:
        if self._token is None:
            asked = {"corpid": self._access.corp_id, "corpsecret": self._access.secret}
            answer = self._tried(_TOKEN_PATH, asked, None)
            token = answer.document.get("access_token")
            if answer.errcode or not isinstance(token, str):
                other = CredentialsRefused(f"WeCom gives no access token (errcode {answer.errcode})")
                raise credentials_refused(answer.errcode) or other
            self._token = token
        return self._token

    def _tried(self, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None) -> Answer:
        """The first answer that is not a passing trouble."""
        for failed in range(1, self._patience.tries + 1):
            answer, trouble, asked_wait, is_host = self._once(path, query, body)
            if answer is not None:
                return answer
            wait = self._patience.seconds(failed, asked_wait)
            if failed == self._patience.tries or wait > LONGEST_ASKED_WAIT:
                break
            self._pace.sleep(wait)
        raise Unavailable(
            f"{path}: {trouble}; run the pull again later, it goes on from here", is_host=is_host
        )

    def _once(
        self, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> tuple[Answer | None, str, float | None, bool]:
        """An answer, or: the trouble in words, the wait that was asked for, whether the host is at fault."""
        self._pace.wait()
        self.requests += 1
        try:
            if body is None:
                response = self._http.get(path, params=dict(query))
            else:
                response = self._http.post(path, params=dict(query), json=body)
        except httpx.HTTPError as error:
            return None, f"WeCom does not answer ({type(error).__name__})", None, True
        wait = retry_after(response.headers.get("Retry-After"), time.time())
        if response.status_code >= _SERVER_FAULT or response.status_code == _TOO_MANY:
            return None, f"WeCom answers HTTP {response.status_code}", wait, response.status_code != _TOO_MANY
        if response.status_code != httpx.codes.OK:
            raise Unavailable(
                f"{path}: HTTP {response.status_code} is no answer of WeCom; see wecom.api_url", is_host=True
            )
        answer = _answer(response.content)
        if answer is None:
            return None, "the answer is no JSON object", wait, False
        if answer.errcode in BUSY:
            return None, f"WeCom is busy or was asked too often (errcode {answer.errcode})", wait, False
        return answer, "", None, False


def _answer(content: bytes) -> Answer | None:
    content = content.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        document = json.loads(content)
        is_answer = isinstance(document, dict) and isinstance(document.get("errcode", 0), int)
    except ValueError:
        return None
    return Answer(content, document) if is_answer else None
