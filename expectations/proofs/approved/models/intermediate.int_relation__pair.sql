-- One row per member_a and member_b (the smaller id first): two members who have a sign of a household in
-- common, at one time. What too many share is a shop's, not a family's. A building, and a device, which may
-- be staff's, make no household alone; they count for those who share a phone, a card or a plate as well.

with sign as (
    select
        *,
        sign_kind in ('phone', 'card', 'plate') as is_telling,
        count(distinct member_uid) over (partition by sign_kind, sign_key) as members
    from "intermediate"."int_relation__sign"
),

candidate as (
    select distinct
        one.member_uid as member_a,
        other.member_uid as member_b
    from sign as one
    inner join sign as other
        on
            one.sign_kind = other.sign_kind
            and one.sign_key = other.sign_key
            and one.member_uid < other.member_uid
    where
        one.is_telling
        and one.members <= 8
),

common as (
    select
        candidate.member_a,
        candidate.member_b,
        one.sign_kind,
        one.sign_key,
        one.is_telling,
        greatest(one.valid_from, other.valid_from) as valid_from,
        least(one.valid_to, other.valid_to) as valid_to
    from candidate
    inner join sign as one
        on candidate.member_a = one.member_uid
    inner join sign as other
        on
            candidate.member_b = other.member_uid
            and one.sign_kind = other.sign_kind
            and one.sign_key = other.sign_key
            and one.valid_from < other.valid_to
            and one.valid_to > other.valid_from
    where one.sign_kind = 'building' or one.members <= 8
),

final as (
    select
        member_a,
        member_b,
        string_agg(distinct sign_kind, ',' order by sign_kind) as sign_kinds,
        count(distinct concat_ws('|', sign_kind, sign_key)) as signs,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to
    from common
    group by member_a, member_b
    having bool_or(is_telling)
)

select * from final
