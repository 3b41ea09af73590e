"""The list to send from: whom the ledger puts into an arm, by the ids and identifiers of today."""

from __future__ import annotations

from orchestration.assigning.holdout import make_assigned, make_held_out
from orchestration.assigning.population import COMMUNITY, HOUSEHOLD
from orchestration.assigning.warehouse import AssigningFault, experiment, experiments, open_warehouse
from orchestration.settings import Settings
from sources.assignment import ledger
from sources.assignment.arms import control_of, parse_arms
from sources.layout import Home

IDENTIFIERS = ("member_no", "external_userid", "openid", "phone")
HEADER = ("experiment_id", "arm", "unit_key", "member_uid", *(f"{kind}_hash" for kind in IDENTIFIERS))
# Of two assignments that a merge brought together the first one stands, as in the results: nobody is moved.
_LIST = """
    WITH unit AS (
        SELECT a.unit, a.unit_key, a.arm, a.assigned_at, coalesce(m.member_uid, a.unit_key) AS member_uid
        FROM {ledger} AS a LEFT JOIN core.member_redirect AS m ON m.old_member_uid = a.unit_key
    ),
    person AS (
        SELECT unit_key, arm, assigned_at, member_uid FROM unit WHERE unit = 'member'
        UNION ALL
        SELECT u.unit_key, u.arm, u.assigned_at, h.member_uid
        FROM unit AS u JOIN ({households}) AS h ON h.household_uid = u.unit_key WHERE u.unit = 'household'
        UNION ALL
        SELECT u.unit_key, u.arm, u.assigned_at, c.member_uid
        FROM unit AS u JOIN ({communities}) AS c ON c.community_id = u.unit_key WHERE u.unit = 'community'
    ),
    own AS (
        SELECT * FROM person
        WHERE member_uid IN (SELECT member_uid FROM core.dim_member)
        QUALIFY row_number() OVER (PARTITION BY member_uid ORDER BY assigned_at, unit_key) = 1
    ),
    identifier AS (
        SELECT member_uid, identifier_type, identifier_hash FROM core.bridge_member_identifier
        WHERE role = 'owner' AND valid_to IS NULL
        QUALIFY row_number() OVER (
            PARTITION BY member_uid, identifier_type ORDER BY valid_from DESC, identifier_hash
        ) = 1
    )
    SELECT ? AS experiment_id, own.arm, own.unit_key, own.member_uid, {identifiers}
    FROM own LEFT JOIN identifier AS i USING (member_uid)
    WHERE own.arm IN (SELECT unnest(?)) AND own.member_uid NOT IN (SELECT member_uid FROM held)
    GROUP BY own.arm, own.unit_key, own.member_uid
    ORDER BY own.arm, own.member_uid
"""


def to_send(settings: Settings, experiment_id: str, arm: str | None) -> list[tuple[str, ...]]:
    """The persons of an arm, or of all arms but control, with hashes of what they can be reached by.

    Whoever is held out from everything is on no list, whatever a later merge made of them.

    Raises:
        AssigningFault, lock.HomeIsBusy.
    """
    home = Home(settings.home)
    with open_warehouse(settings) as con:
        one = experiment(con, experiment_id)
        if one.is_holdout:
            raise AssigningFault("a universal holdout sends nothing; export the campaign that does")
        design = ledger.design_of(home, experiment_id)
        if design is None:
            raise AssigningFault("nobody is assigned yet; `memberloop experiment assign` comes first")
        arms = parse_arms(design.arms)
        wanted = [each.name for each in arms if each.name != control_of(arms)] if arm is None else [arm]
        if not {each.name for each in arms}.issuperset(wanted):
            raise AssigningFault(f"no such arm; known: {', '.join(each.name for each in arms)}")
        make_assigned(con, home)
        holdouts = {h.experiment_id: control_of(parse_arms(h.arms)) for h in experiments(con) if h.is_holdout}
        make_held_out(con, holdouts)
        shown = ", ".join(
            f"max(i.identifier_hash) FILTER (i.identifier_type = '{kind}') AS {kind}_hash"
            for kind in IDENTIFIERS
        )
        query = _LIST.format(
            ledger=ledger.relation(home, experiment_id),
            households=HOUSEHOLD, communities=COMMUNITY, identifiers=shown,
        )  # fmt: skip
        return con.execute(query, [experiment_id, wanted]).fetchall()
