"""python -m infra.http.alive [/readyz]: does the process beside us answer? For containers, which have no curl; exits with 0 or 1."""

from __future__ import annotations

import http.client
import os
import sys

ANSWER_S = 4.0


def alive(port: int, path: str) -> bool:
    """On loopback, where every process answers that answers everywhere."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not alive(int(os.environ["STUDIO_HTTP__PORT"]), sys.argv[1] if sys.argv[1:] else "/livez"))
