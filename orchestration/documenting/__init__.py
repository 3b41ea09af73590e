"""dbt's documentation of the project as one page that asks nothing of anyone, and its server on this machine.

Here belong the catalog of a warehouse, the page and the server; what it tells stands in `dbt_project/`.
"""
