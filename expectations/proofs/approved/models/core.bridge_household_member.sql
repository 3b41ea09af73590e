-- One row per household_uid and member_uid: members who seem to live together, by what they share. They stay
-- members of their own. A household is named after its oldest member; a group beyond
-- `household_max_members` is none.

with pair as (
    select * from "intermediate"."int_relation__pair"
),

side as (
    select
        member_a as member_uid,
        *
    from pair
    union all
    select
        member_b as member_uid,
        *
    from pair
),

kind as (
    select
        member_uid,
        string_agg(distinct sign_kind, ',' order by sign_kind) as evidence_kinds
    from (
        select
            member_uid,
            unnest(string_split(sign_kinds, ',')) as sign_kind
        from side
    ) as told
    group by member_uid
),

tie as (
    select
        member_uid,
        count(*) as shares_with,
        sum(signs) as evidence_count,
        min(valid_from) as valid_from,
        nullif(max(valid_to), timestamp '9999-12-31 00:00:00') as valid_to
    from side
    group by member_uid
),

household as (
    select
        tie.*,
        kind.evidence_kinds,
        count(*) over (partition by household.component_key) as members,
        'H' || substr(min(tie.member_uid) over (partition by household.component_key), 2) as household_uid
    from tie
    inner join kind on tie.member_uid = kind.member_uid
    inner join "intermediate"."int_relation__household" as household on md5(tie.member_uid) = household.node_key
),

final as (
    select
        household_uid,
        member_uid,
        members,
        shares_with,
        evidence_kinds,
        cast(evidence_count as bigint) as evidence_count,
        valid_from,
        valid_to
    from household
    where members <= 8
)

select * from final
