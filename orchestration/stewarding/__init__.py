"""The local page for stewards: a server for the browser of this machine, its guards, its looks at members.

The standard library serves it: a handful of addresses for one person need no framework, and starlette and
uvicorn are here only because Dagster's web server is. What guards them is written out in `guards`.
"""
