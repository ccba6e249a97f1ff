"""What a page might have for a title, an author, an address: sixty ways to make whoever looks at it run something."""

from typing import Final

ELSEWHERE: Final = "http://elsewhere.example/x.png"
MUTATION: Final = "/graphql?query=mutation%20%7B%20freeConcurrencySlots%20%7D"
RUN: Final = "window.ran=1"

VECTORS: Final = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror='{RUN}'>",
    f"<img src='{ELSEWHERE}'>",
    f"<svg onload='{RUN}'>",
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<style>@import '{ELSEWHERE}'; body{{background:url({ELSEWHERE})}}</style>",
    f"<link rel=stylesheet href='{ELSEWHERE}'>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    f"<form action='{ELSEWHERE}'><button autofocus onfocus='{RUN}'>x</button></form>",
    f"![x]({ELSEWHERE})",
    f"![x]({MUTATION})",
    f"[x](javascript:{RUN})",
    f"<object data='{ELSEWHERE}'></object><embed src='{ELSEWHERE}'>",
)
WRAPPERS: Final = (
    "{}",
    "</script></textarea></title>{}",
    "\"'>{}",
    "\u202e\u200b{}\u2066",
)
PAYLOADS: Final = tuple(wrapper.replace("{}", vector) for wrapper in WRAPPERS for vector in VECTORS)
