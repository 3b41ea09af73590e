"""The published version on a PostgreSQL server: loaded aside, audited there, swapped in one transaction.

Here belongs all that knows PostgreSQL. What is loaded is a finished version of the store, its file and
its manifest; nothing here reads the warehouse, and a server that cannot be reached changes nothing for the
readers of files.
"""

from publishing.postgres.publish import PostgresVersion, to_postgres
from publishing.postgres.server import PostgresError, Server

__all__ = ["PostgresError", "PostgresVersion", "Server", "to_postgres"]
