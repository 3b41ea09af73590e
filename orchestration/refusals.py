"""What a model of reasons says when it keeps a night from being published.

A model under the data test `nothing_refused` holds one row for each reason, in words, in its column
`message`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestration.night import Night

TEST = "nothing_refused"
SHOWN = 5


def reasons(night: Night, manifest: Mapping[str, Any], raw_event: Mapping[str, Any]) -> list[str]:
    """The first reasons behind the failed test that a dbt event is about; none for tests of another kind."""
    test = manifest["nodes"].get(raw_event["data"]["node_info"]["unique_id"], {})
    if (test.get("test_metadata") or {}).get("name") != TEST:
        return []
    model = manifest["nodes"][test["attached_node"]]
    with night.warehouse() as connection:
        found = connection.execute(
            f'select message from "{model["schema"]}"."{model["alias"]}" order by message limit {SHOWN}'
        ).fetchall()
    return [message for (message,) in found]
