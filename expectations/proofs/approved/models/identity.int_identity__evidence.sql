-- One row per source_feed, source_key, identifier_type and identifier_hash: an identifier seen in one
-- record, and what it proves. Identifiers of one source_key stood side by side. S0 and S1 join, S2
-- (confirmed phones, cards) is attached and may join, S3 (phones as typed) is attached, S4 proves nothing
-- of people.

with claim as (
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__member"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__benefit"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__outreach"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__till"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        is_typed as is_typed
    from "identity"."int_claim__app"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__event"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__survey"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__wifi"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__wecom"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__payment"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__parking"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__voucher"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__form"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        source_feed not in ('member_registry', 'app_binding') as is_typed
    from "identity"."int_claim__groupbuy"
),

final as (
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        md5(concat_ws('|', identifier_type, identifier_hash)) as node_key,
        case
            when identifier_type = 'unionid' then 'S0'
            when identifier_type in ('openid', 'external_userid', 'member_no') then 'S1'
            when identifier_type = 'card_no' or (identifier_type = 'phone' and not is_typed) then 'S2'
            when identifier_type = 'phone' then 'S3'
            else 'S4'
        end as strength,
        seen_at,
        bound_at,
        last_seen_at
    from claim
)

select * from final
