-- One row per node_key of a card that several people show at the till: tickets of its holder were paid from
-- several accounts, or from one that also paid where another person's card or phone was shown. That a
-- payment goes with a ticket by time proves no person, but it is enough to doubt one. Who stood at the till
-- is not known then; the purchase stays the card holder's.

with payment as (
    select * from "intermediate"."int_payment__record" where openid_hash is not null
),

-- An account that paid once may be a guest's at the same till; one that came back is somebody's.
account as (
    select openid_hash
    from payment
    group by openid_hash
    having count(distinct paid_at) > 1
),

paid as (
    select
        same_ticket.kept_ticket_id as ticket_id,
        min(payment.openid_hash) as openid_hash
    from "intermediate"."int_purchase__same_ticket" as same_ticket
    inner join payment
        on
            same_ticket.source_feed = payment.source_feed
            and same_ticket.source_key = payment.source_key
    where same_ticket.kept_feed = 'pos_sales'
    group by same_ticket.kept_ticket_id
),

owner as (
    select
        node_key,
        min(person_key) as person_key
    from "identity"."int_identity__holding"
    where role = 'owner'
    group by node_key
),

till_ticket as (
    select
        ticket_id,
        case
            when card_no_hash is not null then md5(concat_ws('|', 'card_no', card_no_hash))
            else md5(concat_ws('|', 'phone', phone_hash))
        end as node_key,
        card_no_hash is not null as has_card
    from "intermediate"."int_purchase__till_ticket"
    where card_no_hash is not null or phone_hash is not null
),

shown as (
    select
        paid.openid_hash,
        owner.person_key,
        till_ticket.has_card,
        till_ticket.node_key
    from till_ticket
    inner join paid on till_ticket.ticket_id = paid.ticket_id
    inner join owner on till_ticket.node_key = owner.node_key
),

payer as (
    select
        openid_hash,
        count(distinct person_key) as people
    from shown
    group by openid_hash
),

of_person as (
    select
        shown.person_key,
        count(distinct account.openid_hash) as accounts,
        max(payer.people) as people_of_account
    from shown
    inner join payer on shown.openid_hash = payer.openid_hash
    left join account on shown.openid_hash = account.openid_hash
    group by shown.person_key
)

select distinct
    shown.node_key,
    of_person.accounts,
    of_person.people_of_account
from shown
inner join of_person on shown.person_key = of_person.person_key
where shown.has_card and (of_person.accounts > 1 or of_person.people_of_account > 1)
