"""What a visitor gets."""

from __future__ import annotations

import json
import re

from .encoding import encode

#: The end of a cookie that only pages of the service itself send.
_OWN_SITE = "; SameSite=Lax"

#: The end of a cookie for pages in a frame of another site, such as the lab's: browsers keep it for that frame alone.
_IN_FRAME = "; SameSite=None; Secure; Partitioned"

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


class Response:
    """What a visitor gets: a status, headers and a body."""

    def __init__(self, status: int, content_type: str | None, body: bytes | str) -> None:
        self.status = status
        #: Names in lower case, and values.
        self.headers: list[tuple[str, str]] = []
        self.body = body.encode(errors="replace") if isinstance(body, str) else body
        if content_type is not None:
            self.with_header("content-type", content_type).with_header("x-content-type-options", "nosniff")

    @staticmethod
    def html(status: int, markup: object) -> Response:
        """A page. It may not load or send anything elsewhere, and is not kept by caches: it may have a visitor's answers."""
        response = Response(status, "text/html; charset=utf-8", str(markup))
        response.with_header("content-security-policy", _POLICY).with_header("referrer-policy", "same-origin")
        return response.with_header("cache-control", "no-store")

    @staticmethod
    def text(status: int, plain: str) -> Response:
        """Plain text."""
        return Response(status, "text/plain; charset=utf-8", plain)

    @staticmethod
    def json(status: int, what: object) -> Response:
        """Anything, as JSON."""
        return Response(status, "application/json", json.dumps(what, ensure_ascii=False))

    @staticmethod
    def redirect(path: str) -> Response:
        """Sends the visitor on to another page of this service, after a form (303).

        Only paths of the service itself are taken; anything else leads to the start.
        """
        return Response(303, None, b"").with_header("location", path if is_own_path(path) else "/")

    def with_header(self, name: str, value: str) -> Response:
        """Adds a header; one that has a line break in it is left out."""
        if not re.search(r"[\0-\x1f\x7f]", value):
            self.headers.append((name.lower(), value))
        return self

    def with_cookie(self, name: str, value: str, seconds: int | None = None) -> Response:
        """Gives the browser a small text to keep for this service: for so many seconds, or until it is closed. Scripts can't read it."""
        age = "" if seconds is None else f"; Max-Age={seconds}"
        return self.with_header("set-cookie", f"{name}={encode(value)}; Path=/; HttpOnly{age}{_OWN_SITE}")

    def in_frame(self) -> None:
        """Makes the cookies fit for pages in a frame, where browsers would not send them back otherwise."""

        def fit(name: str, value: str) -> tuple[str, str]:
            is_own = name == "set-cookie" and value.endswith(_OWN_SITE)
            return name, value.removesuffix(_OWN_SITE) + _IN_FRAME if is_own else value

        self.headers = [fit(name, value) for name, value in self.headers]

    def with_length(self) -> Response:
        """Says how long the body is, unless that was said, or there is none by its status."""
        if self.status == 204 or self.header("content-length") is not None:
            return self
        return self.with_header("content-length", str(len(self.body)))

    def header(self, name: str) -> str | None:
        """The first header with this name."""
        return next((value for found, value in self.headers if found == name), None)

    def body_text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")


class Instead(Exception):
    """Raised to answer with this in place of what the function would have answered."""

    def __init__(self, response: Response) -> None:
        self.response = response


def is_own_path(path: str) -> bool:
    """Whether a path stays within the service."""
    return re.fullmatch(r"/(?!/)[!-~]*", path) is not None and "\\" not in path
