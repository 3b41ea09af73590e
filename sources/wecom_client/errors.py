"""What WeCom may answer instead of data, and what to do about it. No message repeats what was sent."""

from __future__ import annotations

TOKEN_OVER = frozenset({40001, 40014, 42001})
"""The access token is wrong or over: get a new one, once."""
BUSY = frozenset({-1, 45009, 45011, 45033})
"""Too fast or too much for now: wait and ask again."""
TOO_MANY_OWNERS = 81017
_CREDENTIALS = {
    40001: "the secret does not fit the corp; see MEMBERLOOP_WECOM_SECRET",
    40013: "WeCom does not know the corp; see wecom.corp_id",
    40056: "WeCom does not know the app of the secret; see MEMBERLOOP_WECOM_SECRET",
    42001: "the access token is over as soon as it is given; is this machine's clock right?",
    40014: "the access token is not accepted as soon as it is given; does another program use the secret?",
    60020: "WeCom does not know this machine's address; add it to the app's trusted addresses",
}
_CLOSED = {
    48002: "the app may not use this interface; allow it under customer contact, callable apps",
    84062: "the corp has no licence for this interface",
    701008: "the corp has no acquisition assistant",
}
_NOT_PERMITTED = _CLOSED | {
    60011: "the app may not see this; widen its visible range",
    84074: "the app may not see this customer or staff",
    301002: "the app may not see this; widen its visible range",
}


class WecomError(Exception):
    """A pull met something that it cannot mend."""


class PullIsRunning(WecomError):
    """Another process pulls into this home."""


class CredentialsRefused(WecomError):
    """WeCom does not take corp, secret or address: nothing can be pulled."""


class Unavailable(WecomError):
    """No usable answer after all tries; the same pull goes on from here when it is run again.

    `is_host` tells that WeCom as a whole did not answer, not one interface.
    """

    def __init__(self, message: str, *, is_host: bool) -> None:
        super().__init__(message)
        self.is_host = is_host


class Refused(WecomError):
    """WeCom answered that it does not give this; asking again gives the same."""

    def __init__(self, errcode: int) -> None:
        super().__init__(_NOT_PERMITTED.get(errcode, "WeCom refused") + f" (errcode {errcode})")
        self.errcode = errcode

    @property
    def is_permission(self) -> bool:
        """Whether the app lacks a right, rather than the question being wrong."""
        return self.errcode in _NOT_PERMITTED

    @property
    def is_closed(self) -> bool:
        """Whether the whole interface is closed, so that other questions to it are in vain."""
        return self.errcode in _CLOSED


def credentials_refused(errcode: int) -> CredentialsRefused | None:
    """The error for a code that stops everything, else None."""
    advice = _CREDENTIALS.get(errcode)
    return CredentialsRefused(f"{advice} (errcode {errcode})") if advice else None
