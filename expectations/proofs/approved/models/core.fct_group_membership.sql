-- One row per chat_id, member_id and spell_no: a member's time in a group, and how it came and went.
-- `member_id` is the customer's hashed id or the staff's id; a time that only snapshots bound ends with
-- their interval.

with spell as (
    select * from "intermediate"."int_wecom__group_spell"
),

chat as (
    select * from "intermediate"."int_wecom__chat"
),

member_uid as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'external_userid'
),

final as (
    select
        spell.chat_id,
        spell.member_id,
        spell.spell_no,
        spell.member_type,
        member_uid.member_uid,
        chat.mall_id,
        spell.begun_at as joined_at,
        spell.join_scene as how_joined,
        spell.state,
        spell.ended_at as left_at,
        spell.end_kind as how,
        spell.is_end_exact as is_left_at_exact,
        spell.last_seen_on,
        spell.first_absent_on
    from spell
    left join chat on spell.chat_id = chat.chat_id
    left join member_uid on spell.member_type = 'customer' and spell.member_id = member_uid.identifier_hash
    where
        spell.begun_at is null
        or cast(timezone('Asia/Shanghai', timezone('UTC', spell.begun_at)) as date) <= (select as_of_date from "control"."run")
)

select * from final
