-- grain: member_uid (the referee). Who brought whom, of referrals that are valid, and the day since which
-- each is: the referee had come, and the week in which a deletion undoes it was over. What is valid is
-- decided by `int_referral__pair` alone.
select
    referee_member_uid as member_uid,
    referrer_member_uid,
    greatest(attended_on, (referred_on + 6)) as valid_on
from "intermediate"."int_referral__pair"
where is_valid
