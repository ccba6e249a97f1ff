"""What a page of the UI may do in the browser: the content security policy and the other response headers.

Pure functions. Which requests are answered at all is `guard.py`.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Final

from dagster_webserver.templates.graphiql import TEMPLATE as GRAPHIQL_PAGE

HEADERS: Final[Mapping[str, str]] = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Run ids and portal names in the address stay here when somebody follows a link to a portal.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_NONCE: Final = re.compile(r"'nonce-([0-9a-f]{32})'")
_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def _hash_source(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


# The GraphQL playground has inline scripts without a nonce: exactly those are admitted, by their digest.
_PLAYGROUND_SCRIPTS: Final = " ".join(_hash_source(script) for script in _INLINE_SCRIPT.findall(GRAPHIQL_PAGE))


def content_policy(content_type: str, dagster_policy: str, host: str) -> str:
    """The Content-Security-Policy of one response.

    `dagster_policy` is the policy that Dagster set itself: its nonce is kept, its permissions are not, since it lets a
    page load images from anywhere, and an image's address can carry data out. `host` is the request's Host, already
    checked.
    """
    if not content_type.startswith("text/html"):
        # The policy of a script also binds the worker started from it: it may load its parts and ask the server.
        return "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"
    nonce = _NONCE.search(dagster_policy)
    scripts = f"'nonce-{nonce[1]}' 'strict-dynamic'" if nonce else f"'self' {_PLAYGROUND_SCRIPTS}"
    # Older browsers do not count a websocket of the same host as 'self'. An IPv6 address cannot be written in a policy.
    sockets = "" if host.startswith("[") else f" ws://{host} wss://{host}"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            # The UI sets style attributes and style elements all over; styles cannot run code.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self'",
            "manifest-src 'self'",
            # One worker of the UI is built from a blob of its own code.
            "worker-src 'self' blob:",
            f"connect-src 'self'{sockets}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )
