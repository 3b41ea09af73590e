-- One row per node_key, a hash of member_uid: the connected part that a member who shares something with
-- another belongs to, whatever its size.
{{ config(materialized='connected_components') }}

select
    md5(member_a) as node_a,
    md5(member_b) as node_b
from {{ ref('int_relation__pair') }}
