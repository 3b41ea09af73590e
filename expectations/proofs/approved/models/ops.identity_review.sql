-- One row per member_uid: a member whom the rules made and a steward should look at.

with review as (
    select * from "identity"."int_identity__review"
),

decision as (
    select * from "identity"."int_identity__decision"
),

final as (
    select
        decision.member_uid,
        review.why,
        review.identifiers,
        review.anchors,
        review.decided_on
    from review
    inner join decision on review.person_key = decision.person_key
)

select * from final
