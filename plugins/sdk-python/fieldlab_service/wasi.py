"""The service as a component: between wasi:http 0.2 and the router, and between the lab's interfaces and lab.py.

The build imports this module, in the component's Python. What the manifest does not ask for is not there to import.
"""

from __future__ import annotations

import importlib
import os
import random
import sys
import traceback
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from componentize_py_types import Err, Ok
from wit_world.imports import explanations, values, visit
from wit_world.imports.http_types import (
    Fields,
    IncomingRequest,
    Method_Other,
    OutgoingBody,
    OutgoingResponse,
    ResponseOutparam,
)

from .lab import Attribute, Fact, NotShared, Refused, Shared, Step, Visit, lend
from .number import day_after_1970
from .page import Page
from .plaza import Answering, Detail, Offered, Question, Replied, Turn
from .request import MOST_BODY_BYTES, Request
from .response import Response
from .router import Made, Router
from .value import Value, tagged, untagged
from .words import Text, language_of, text

#: The most that one write may be, in bytes.
_MOST_WRITE = 4096

#: The one bucket that the SDK keeps values in.
_BUCKET = "kept"


def _lent(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(f"wit_world.imports.{name}")
    except ImportError:
        return None


_citizens, _vault, _keyvalue, _config, _logging = map(_lent, ("citizens", "vault", "keyvalue", "config", "logging"))


def handler(routes: Callable[[Router], Router], made: Made) -> Callable[[IncomingRequest, ResponseOutparam], None]:
    """What answers requests for a component."""
    router = routes(Router(made))
    if not isinstance(router, Router):
        raise TypeError("`routes` gives no router: return router.get(...)")
    lend(_Lab())

    def handle(incoming: IncomingRequest, out: ResponseOutparam) -> None:
        # An instance begins as the build left it: what Python seeded then would be the same for everybody.
        random.seed(os.urandom(16))
        try:
            response = _answer(router, incoming)
        except Exception:
            # The lab shows its author what was written here.
            traceback.print_exc()
            sys.stderr.flush()
            raise
        _send(response, out)

    return handle


class Plaza:
    """What a component exports when its manifest says that it answers questions; `service` is the author's module."""

    def __init__(self, service: ModuleType, made: Made) -> None:
        self._answering = Answering(service, made.manifest)
        self._types = importlib.import_module("wit_world.imports.questions")

    def offers(self, question: Any) -> list[Any]:
        """What is offered."""
        return self._told(lambda: [self._offer(offer) for offer in self._answering.offers(_question(question))])

    def respond(self, question: Any, offer: str, said: Sequence[Any]) -> Any:
        """What is said about one of the offers."""
        turns = [Turn("person" if turn.by == self._types.Speaker.PERSON else "prototype", turn.words) for turn in said]
        return self._told(lambda: self._reply(self._answering.respond(_question(question), offer, turns)))

    def _told(self, act: Callable[[], Any]) -> Any:
        random.seed(os.urandom(16))
        try:
            return act()
        except Exception as error:
            traceback.print_exc()
            sys.stderr.flush()
            # The interface has a text for it.
            raise Err(str(error)) from None

    def _offer(self, offer: Offered) -> Any:
        types = self._types
        wants = [types.Want(what, purpose) for what, purpose in offer.wants]
        fit = types.Fit[offer.fit.upper()]
        return types.Offer(
            offer.name, offer.language, offer.title, offer.summary, fit, offer.why, wants, offer.next, offer.page
        )

    def _reply(self, reply: Replied) -> Any:
        return self._types.Reply(reply.words, list(reply.choices), reply.page, reply.done)


def _question(asked: Any) -> Question:
    details = [Detail(detail.about, detail.answer) for detail in asked.details]
    return Question(asked.topics, asked.words, asked.language, asked.place, asked.for_other, details)


def _answer(router: Router, incoming: IncomingRequest) -> Response:
    method = incoming.method()
    name = method.value if isinstance(method, Method_Other) else type(method).__name__.removeprefix("Method_").upper()
    headers = [(header.lower(), value.decode(errors="replace")) for header, value in incoming.headers().entries()]
    request = Request(name, incoming.path_with_query() or "/", headers)
    if name not in ("GET", "HEAD"):
        body = _read(incoming)
        if body is None:
            title = text("Dit is te veel om te versturen", "This is too much to send")
            return Page(request, title).status(413).response().with_length()
        request.body = body
    return router.answer(request)


def _read(incoming: IncomingRequest) -> bytes | None:
    """The body; what came before it broke off when it did, and None when it is too large."""
    whole = b""
    with incoming.consume() as body, body.stream() as stream:
        while True:
            try:
                whole += stream.blocking_read(64 * 1024)
            except Err:
                return whole
            if len(whole) > MOST_BODY_BYTES:
                return None


def _send(response: Response, out: ResponseOutparam) -> None:
    outgoing = OutgoingResponse(Fields.from_list([(name, value.encode()) for name, value in response.headers]))
    outgoing.set_status_code(response.status)
    body = outgoing.body()
    ResponseOutparam.set(out, Ok(outgoing))
    with body.write() as stream:
        try:
            for at in range(0, len(response.body), _MOST_WRITE):
                stream.blocking_write_and_flush(response.body[at : at + _MOST_WRITE])
        except Err:
            # Without `finish` the visitor sees that the body broke off.
            return
    OutgoingBody.finish(body, None)


def _asked(module: ModuleType | None, capability: str) -> Any:
    """What the manifest does not ask for is refused in the lab's own words."""
    if module is None:
        raise Refused("undeclared", f'[service] uses = ["{capability}"]')
    return module


class _Lab:
    """The lab, by its interfaces."""

    def visit(self) -> Visit:
        visitor = visit.current()
        return Visit(visitor.persona, day_after_1970(visitor.today), language_of(visitor.language) or "nl")

    def _people(self, name: str, *arguments: Any) -> Any:
        try:
            return getattr(_asked(_citizens, "citizens"), name)(*arguments)
        except Err as error:
            kinds = {"NotGranted": "not-granted", "TooMany": "too-many"}
            kind = type(error.value).__name__.removeprefix("Refusal_")
            raise Refused(kinds.get(kind, kind.lower()), getattr(error.value, "value", None)) from None

    def me(self) -> int | None:
        return self._people("me")

    def look_up(self, handles: Sequence[int], fields: Sequence[str]) -> list[list[Value]]:
        return [[_read_value(value) for value in row] for row in self._people("look_up", handles, fields)]

    def related(self, handle: int, relation: str) -> list[int]:
        return self._people("related", handle, _asked(_citizens, "citizens").Relation[relation.upper()])

    def search(self, conditions: Sequence[tuple[str, Value]], most: int) -> list[int]:
        condition = _asked(_citizens, "citizens").Condition
        return self._people("search", [condition(field, _written_value(value)) for field, value in conditions], most)

    def find(self, bsn: str) -> int | None:
        return self._people("find", bsn)

    def shared(self, request: str) -> Shared:
        try:
            given = _asked(_vault, "vault").read(request)
        except Err as error:
            kind, what = type(error.value).__name__.removeprefix("Refusal_"), getattr(error.value, "value", None)
            if kind in ("NotShared", "Nobody"):
                raise NotShared(what) from None
            raise Refused("not-granted" if kind == "NotGranted" else kind.lower(), what) from None
        attributes = [Attribute(one.name, _read_value(one.value), one.source) for one in given.attributes]
        return Shared(attributes, day_after_1970(given.until))

    def _bucket(self, act: Callable[[Any], Any]) -> Any:
        try:
            with _asked(_keyvalue, "keyvalue").open(_BUCKET) as bucket:
                return act(bucket)
        except Err as error:
            if type(error.value).__name__ == "Error_AccessDenied":
                raise Refused("not-granted", "`keyvalue`") from None
            raise Refused("unknown", getattr(error.value, "value", "there is no such store")) from None

    def kept(self, key: str) -> str | None:
        value = self._bucket(lambda bucket: bucket.get(key))
        return None if value is None else value.decode(errors="replace")

    def keep(self, key: str, value: str) -> None:
        self._bucket(lambda bucket: bucket.set(key, value.encode()))

    def forget(self, key: str) -> None:
        self._bucket(lambda bucket: bucket.delete(key))

    def parameter(self, name: str) -> str | None:
        try:
            return _asked(_config, "config").get(name)
        except Err as error:
            raise Refused("not-granted", error.value.value) from None

    def log(self, words: str) -> None:
        if _logging is not None:
            _logging.log(_logging.Level.INFO, "", words)

    def decided(self, title: Text, outcome: Sequence[Fact], steps: Sequence[Step]) -> None:
        explanations.decided(_written_text(title), list(map(_written_fact, outcome)), list(map(_written_step, steps)))


def _written_text(words: Text) -> values.Text:
    return values.Text(words.nl, words.en)


def _written_fact(fact: Fact) -> explanations.Fact:
    return explanations.Fact(_written_text(fact.title), _written_value(fact.value))


def _written_step(step: Step) -> explanations.Step:
    inputs = list(map(_written_fact, step.inputs))
    return explanations.Step(step.rule, _written_text(step.title), inputs, _written_fact(step.outcome), step.article)


def _written_value(value: Value) -> values.Value:
    tag, bare = tagged(value)
    case = getattr(values, f"Value_{tag.capitalize()}")
    return case() if tag == "absent" else case(bare)


def _read_value(value: values.Value) -> Value:
    return untagged(type(value).__name__.removeprefix("Value_").lower(), getattr(value, "value", None))
