-- One row per identifier_type, identifier_hash, role, valid_from and member_uid: the map as the ledger held
-- it before this run.

with past_ledger as (
    select
        cast(null as varchar) as run_id,
        cast(null as bigint) as seq,
        cast(null as date) as as_of_date,
        cast(null as varchar) as op,
        cast(null as varchar) as member_uid_from,
        cast(null as varchar) as member_uid_to,
        cast(null as varchar) as identifier_type,
        cast(null as varchar) as identifier_hash,
        cast(null as timestamp) as valid_from,
        cast(null as timestamp) as valid_to,
        cast(null as varchar) as strength,
        cast(null as varchar) as first_source
    where false
),

final as (
    select
        identifier_type,
        identifier_hash,
        role,
        valid_from,
        valid_to,
        member_uid,
        strength,
        first_source
    from (
        select
        line.seq,
        line.identifier_type,
        line.identifier_hash,
        case
        when line.op in ('share', 'unshare') then 'shared'
        when line.op in ('block', 'unblock') then 'blocked'
        when line.op in ('attach', 'move', 'detach') then 'owner'
    end as role,
        coalesce(line.valid_from, timestamp '0001-01-01 00:00:00') as valid_from,
        coalesce(line.valid_to, timestamp '9999-12-31 00:00:00') as valid_to,
        coalesce(line.member_uid_to, line.member_uid_from) as member_uid,
        line.strength,
        line.first_source,
        line.op in ('attach', 'move', 'share', 'block') as is_giving,
        row_number() over (
            partition by
                line.identifier_type,
                line.identifier_hash,
                case
        when line.op in ('share', 'unshare') then 'shared'
        when line.op in ('block', 'unblock') then 'blocked'
        when line.op in ('attach', 'move', 'detach') then 'owner'
    end,
                coalesce(line.valid_from, timestamp '0001-01-01 00:00:00'),
                case
                    when case
        when line.op in ('share', 'unshare') then 'shared'
        when line.op in ('block', 'unblock') then 'blocked'
        when line.op in ('attach', 'move', 'detach') then 'owner'
    end <> 'owner'
                        then coalesce(line.member_uid_to, line.member_uid_from)
                end
            order by line.seq desc
        ) as recency
    from past_ledger as line
    left join (
        select
            member_uid_from as member_uid,
            max(seq) as forgotten_seq
        from past_ledger
        where op = 'forget'
        group by member_uid_from
    ) as forgotten
        on coalesce(line.member_uid_to, line.member_uid_from) = forgotten.member_uid
    where
        case
        when line.op in ('share', 'unshare') then 'shared'
        when line.op in ('block', 'unblock') then 'blocked'
        when line.op in ('attach', 'move', 'detach') then 'owner'
    end is not null
        and (forgotten.forgotten_seq is null or line.seq > forgotten.forgotten_seq)
    ) as last_word
    where recency = 1 and is_giving
)

select * from final
