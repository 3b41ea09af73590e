"""A real server of S3's interface on loopback, for landing zones on object stores."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from uuid import uuid4

import boto3
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

KEY, SECRET = "AKIAINVENTEDFORTESTS", "invented-secret-of-the-tests"
PREFIX = "deliveries"


@dataclass
class Bucket:
    """One bucket; keys are below the prefix of its landing zone."""

    server: ThreadedMotoServer
    endpoint: str
    name: str
    environment: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, content: bytes) -> None:
        """Lay an object as is: no client that mends the key stands between."""
        self._backend.put_object(self.name, f"{PREFIX}/{key}", content)

    def remove(self, key: str) -> None:
        self._backend.delete_object(self.name, f"{PREFIX}/{key}")

    @property
    def _backend(self):
        return s3_backends["123456789012"]["aws"]

    def stop(self) -> None:
        with suppress(Exception):
            self.server.stop()


@contextmanager
def bucket_on_loopback(scheme: str = "s3") -> Iterator[Bucket]:
    """A server on a free port of 127.0.0.1 with an empty bucket, and the environment that leads to it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint, name = f"http://{host}:{port}", f"landing-{uuid4().hex[:8]}"
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=name)
    variables = ("OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET")
    if scheme == "s3":
        variables = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    environment = {
        "MEMBERLOOP_LANDING_URL": f"{scheme}://{name}/{PREFIX}",
        "MEMBERLOOP_LANDING_ENDPOINT_URL": endpoint,
        "MEMBERLOOP_LANDING_ADDRESSING": "path",
        variables[0]: KEY,
        variables[1]: SECRET,
    }
    bucket = Bucket(server, endpoint, name, environment)
    try:
        yield bucket
    finally:
        bucket.stop()
