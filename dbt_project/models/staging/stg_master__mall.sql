select * from {{ source('raw', 'master_mall') }} where {{ as_of_date() }} is not null
