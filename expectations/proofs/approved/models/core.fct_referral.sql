-- One row per referrer_member_uid and referee_member_uid up to the as-of day: who brought whom, as the
-- registry says. Of several referrers of one member the one named first counts.
select
    referrer_member_uid,
    referee_member_uid,
    mall_id,
    referred_at,
    referred_on,
    case
        when is_self then 'self'
        when not is_first then 'superseded'
        when first_visit_on is null then 'joined'
        else 'visited'
    end as state,
    case when is_first then first_visit_on end as visited_on,
    is_valid,
    fraud_flags
from "intermediate"."int_referral__pair"
