"""What people tell a night beside its deliveries: rows of the control tables that no feed fills.

Each table's rows come from a module of its own; here they are brought together, read before anything runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from orchestration.settings import ConfigurationError, Settings
from sources.assignment import ledger
from sources.erasure import tombstones
from sources.identifiers import Pepper
from sources.layout import Home
from sources.stewardship.acknowledgements import acknowledgements
from sources.stewardship.blocked import BlockedListFault, blocked_values
from sources.stewardship.decisions import DecisionFault, decisions
from sources.stewardship.naming import Namer

Told = dict[str, list[Sequence[object]]]


def namer_of(settings: Settings) -> Namer:
    """What makes hashes of identifiers that people write; raises ConfigurationError without a secret."""
    issuers = {"wecom.corp_id": settings.wecom.corp_id, "wechat.appid": settings.wechat.appid}
    return Namer(Pepper(settings.require_pepper()), issuers)


def told(settings: Settings) -> Told:
    """Rows by control table; raises ConfigurationError with every fault of the files they stand in."""
    own = settings.home / settings.identity.blocked_values if settings.identity.blocked_values else None
    try:
        return {
            "steward_decision": [decision.row for decision in decisions(Home(settings.home).decisions)],
            "alert_acknowledgement": [
                one.row for one in acknowledgements(Home(settings.home).acknowledgements)
            ],
            "blocked_value": list(blocked_values(namer_of(settings), own)),
            "tombstone": [stone.row for stone in tombstones.read(Home(settings.home))],
        }
    except BlockedListFault as fault:
        raise ConfigurationError([f"identity.blocked_values: {one}" for one in fault.faults]) from None
    except DecisionFault as fault:
        raise ConfigurationError([str(fault)]) from None


def told_fingerprint(settings: Settings) -> str:
    """A digest of what was told: another decision or assignment may give other figures."""
    rows = [told(settings), ledger.fingerprint(Home(settings.home))]
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()
