-- grain: attempt_id, step_no. A step that an attempt reached, in order. Of a chain: its own use (signing in),
-- then each time the member's first purchase, redemption or interaction that the step's word names, after the
-- step before, in the chain's mall and window; taking the first gets as far as anybody can. Of other tasks:
-- the beginning (0), then each doing of the task, or the first check-in for it of a day.
with attempt as (
    select * from "intermediate"."int_task__attempt"
),

chain_member as (
    select distinct member_uid
    from attempt
    where kind = 'chain' and member_uid is not null
),

shop as (
    select * from "core"."dim_shop" where is_last_known
),

-- What may be a step, by the words that name it. A redemption of which the ticket is known is told by the
-- ticket as far as shop and category go.
evidence as (
    select
        ticket.member_uid,
        ticket.mall_id,
        ticket.shop_id,
        ticket.shop_category as word,
        ticket.shop_id as other_word,
        ticket.sold_at as occurred_at,
        ticket.business_date,
        ticket.ticket_id,
        cast(ticket.purchase_fen as bigint) as net_fen,
        ticket.ticket_id as evidence_id
    from "intermediate"."int_purchase__ticket" as ticket
    inner join chain_member on ticket.member_uid = chain_member.member_uid
    where ticket.is_purchase and ticket.business_date <= (select as_of_date from "control"."run")
    union all
    select
        benefit.member_uid,
        benefit.mall_id,
        benefit.shop_id,
        benefit.benefit_id as word,
        case when benefit.ticket_id is null then benefit.shop_id end as other_word,
        benefit.state_at as occurred_at,
        benefit.business_date,
        benefit.ticket_id,
        cast(coalesce(benefit.attributed_fen, 0) as bigint) as net_fen,
        benefit.coupon_code as evidence_id
    from "core"."fct_benefit" as benefit
    inner join chain_member on benefit.member_uid = chain_member.member_uid
    where benefit.state = 'redeemed'
    union all
    select
        benefit.member_uid,
        benefit.mall_id,
        benefit.shop_id,
        shop.category as word,
        null as other_word,
        benefit.state_at as occurred_at,
        benefit.business_date,
        null as ticket_id,
        0 as net_fen,
        benefit.coupon_code as evidence_id
    from "core"."fct_benefit" as benefit
    inner join chain_member on benefit.member_uid = chain_member.member_uid
    inner join shop on benefit.shop_id = shop.shop_id
    where benefit.state = 'redeemed' and benefit.ticket_id is null
    union all
    select
        interaction.member_uid,
        interaction.mall_id,
        null as shop_id,
        interaction.kind as word,
        null as other_word,
        interaction.occurred_at,
        interaction.business_date,
        null as ticket_id,
        0 as net_fen,
        interaction.touchpoint_id as evidence_id
    from "core"."fct_interaction" as interaction
    inner join chain_member on interaction.member_uid = chain_member.member_uid
    where interaction.kind <> 'redemption' and interaction.business_date <= (select as_of_date from "control"."run")
),

step_1 as (
    select
        attempt_id,
        1 as step_no,
        started_at as reached_at,
        cast(null as varchar) as ticket_id,
        cast(null as varchar) as shop_id,
        cast(0 as bigint) as net_fen
    from attempt
    where kind = 'chain'
),


candidate_2 as (
    select
        before.attempt_id,
        2 as step_no,
        evidence.occurred_at as reached_at,
        evidence.ticket_id,
        evidence.shop_id,
        evidence.net_fen,
        row_number() over (
            partition by before.attempt_id
            order by evidence.occurred_at asc, evidence.net_fen desc, evidence.evidence_id asc
        ) as preference
    from step_1 as before
    inner join attempt on before.attempt_id = attempt.attempt_id
    inner join evidence
        on
            attempt.member_uid = evidence.member_uid
            and attempt.step_count >= 2
            and split_part(attempt.step_words, ';', 2) in (evidence.word, evidence.other_word)
            and coalesce(attempt.mall_id, evidence.mall_id) = evidence.mall_id
            and before.reached_at < evidence.occurred_at
            and attempt.window_ends_on >= evidence.business_date
            and coalesce(attempt.next_started_at > evidence.occurred_at, true)
),

step_2 as (
    select * exclude (preference)
    from candidate_2
    where preference = 1
),


candidate_3 as (
    select
        before.attempt_id,
        3 as step_no,
        evidence.occurred_at as reached_at,
        evidence.ticket_id,
        evidence.shop_id,
        evidence.net_fen,
        row_number() over (
            partition by before.attempt_id
            order by evidence.occurred_at asc, evidence.net_fen desc, evidence.evidence_id asc
        ) as preference
    from step_2 as before
    inner join attempt on before.attempt_id = attempt.attempt_id
    inner join evidence
        on
            attempt.member_uid = evidence.member_uid
            and attempt.step_count >= 3
            and split_part(attempt.step_words, ';', 3) in (evidence.word, evidence.other_word)
            and coalesce(attempt.mall_id, evidence.mall_id) = evidence.mall_id
            and before.reached_at < evidence.occurred_at
            and attempt.window_ends_on >= evidence.business_date
            and coalesce(attempt.next_started_at > evidence.occurred_at, true)
),

step_3 as (
    select * exclude (preference)
    from candidate_3
    where preference = 1
),


candidate_4 as (
    select
        before.attempt_id,
        4 as step_no,
        evidence.occurred_at as reached_at,
        evidence.ticket_id,
        evidence.shop_id,
        evidence.net_fen,
        row_number() over (
            partition by before.attempt_id
            order by evidence.occurred_at asc, evidence.net_fen desc, evidence.evidence_id asc
        ) as preference
    from step_3 as before
    inner join attempt on before.attempt_id = attempt.attempt_id
    inner join evidence
        on
            attempt.member_uid = evidence.member_uid
            and attempt.step_count >= 4
            and split_part(attempt.step_words, ';', 4) in (evidence.word, evidence.other_word)
            and coalesce(attempt.mall_id, evidence.mall_id) = evidence.mall_id
            and before.reached_at < evidence.occurred_at
            and attempt.window_ends_on >= evidence.business_date
            and coalesce(attempt.next_started_at > evidence.occurred_at, true)
),

step_4 as (
    select * exclude (preference)
    from candidate_4
    where preference = 1
),


candidate_5 as (
    select
        before.attempt_id,
        5 as step_no,
        evidence.occurred_at as reached_at,
        evidence.ticket_id,
        evidence.shop_id,
        evidence.net_fen,
        row_number() over (
            partition by before.attempt_id
            order by evidence.occurred_at asc, evidence.net_fen desc, evidence.evidence_id asc
        ) as preference
    from step_4 as before
    inner join attempt on before.attempt_id = attempt.attempt_id
    inner join evidence
        on
            attempt.member_uid = evidence.member_uid
            and attempt.step_count >= 5
            and split_part(attempt.step_words, ';', 5) in (evidence.word, evidence.other_word)
            and coalesce(attempt.mall_id, evidence.mall_id) = evidence.mall_id
            and before.reached_at < evidence.occurred_at
            and attempt.window_ends_on >= evidence.business_date
            and coalesce(attempt.next_started_at > evidence.occurred_at, true)
),

step_5 as (
    select * exclude (preference)
    from candidate_5
    where preference = 1
),


candidate_6 as (
    select
        before.attempt_id,
        6 as step_no,
        evidence.occurred_at as reached_at,
        evidence.ticket_id,
        evidence.shop_id,
        evidence.net_fen,
        row_number() over (
            partition by before.attempt_id
            order by evidence.occurred_at asc, evidence.net_fen desc, evidence.evidence_id asc
        ) as preference
    from step_5 as before
    inner join attempt on before.attempt_id = attempt.attempt_id
    inner join evidence
        on
            attempt.member_uid = evidence.member_uid
            and attempt.step_count >= 6
            and split_part(attempt.step_words, ';', 6) in (evidence.word, evidence.other_word)
            and coalesce(attempt.mall_id, evidence.mall_id) = evidence.mall_id
            and before.reached_at < evidence.occurred_at
            and attempt.window_ends_on >= evidence.business_date
            and coalesce(attempt.next_started_at > evidence.occurred_at, true)
),

step_6 as (
    select * exclude (preference)
    from candidate_6
    where preference = 1
),


use_of_task as (
    select
        attempt.attempt_id,
        event.event_id,
        event.event,
        interaction.occurred_at,
        row_number() over (
            partition by attempt.attempt_id, event.event, interaction.business_date
            order by interaction.occurred_at, event.event_id
        ) as use_of_day
    from attempt
    inner join "core"."fct_interaction" as interaction
        on
            attempt.person_id = coalesce(interaction.member_uid, interaction.identifier_hash)
            and attempt.started_at <= interaction.occurred_at
            and attempt.window_ends_on >= interaction.business_date
            and coalesce(attempt.next_started_at > interaction.occurred_at, true)
    inner join "staging"."stg_app_event" as event
        on interaction.source_key = event.event_id and attempt.task_id = event.task_id
    where
        attempt.kind <> 'chain'
        and interaction.source_feed = 'app_event'
        and event.event in ('task_done', 'check_in', 'vote')
),

level as (
    select
        attempt_id,
        row_number() over (partition by attempt_id order by occurred_at, event_id) as step_no,
        occurred_at as reached_at
    from use_of_task
    where event <> 'check_in' or use_of_day = 1
),

reached as (
    
    select * from step_1
    union all
    
    select * from step_2
    union all
    
    select * from step_3
    union all
    
    select * from step_4
    union all
    
    select * from step_5
    union all
    
    select * from step_6
    union all
    
    select
        attempt_id,
        0 as step_no,
        started_at as reached_at,
        null as ticket_id,
        null as shop_id,
        0 as net_fen
    from attempt
    where kind <> 'chain'
    union all
    select
        attempt_id,
        step_no,
        reached_at,
        null as ticket_id,
        null as shop_id,
        0 as net_fen
    from level
)

-- One ticket may be two steps (its shop's and its coupon's); its net counts once.
select
    attempt_id,
    step_no,
    reached_at,
    ticket_id,
    shop_id,
    case
        when ticket_id is null then 0
        when row_number() over (partition by attempt_id, ticket_id order by step_no) = 1 then net_fen
        else 0
    end as net_fen
from reached
