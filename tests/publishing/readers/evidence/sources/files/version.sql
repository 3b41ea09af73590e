select
    (select max(version) from ops.publish_log) as version,
    (select max(build) from core.fct_visit_day) as visits_build,
    (select min(build) from kpi.kpi_value) as figures_build,
    (select count(*) from kpi.kpi_value) as figures
