"""What schemathesis cannot read in the document: texts by the formats of ours, and rules that refuse what fits its schema."""

from __future__ import annotations

import json

import schemathesis
from hypothesis import strategies as st
from schemathesis.core import NotSet
from schemathesis.specs.openapi.checks import is_unexpected_http_status_case

# As events/patterns.ts has it: no control characters, nothing that turns the direction of writing; U+FFFD stands for broken UTF-8.
UNSHOWN = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFD]))
SHOWN = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=UNSHOWN
)
# Letters that are ignored in display, and the empty cell of Braille.
VISIBLE = st.characters(
    codec="utf-8",
    categories=("L", "N", "P", "S"),
    exclude_characters="\u115f\u1160\u3164\uffa0\u2800\ufffd",
)
LINE = st.tuples(st.text(SHOWN), VISIBLE, st.text(SHOWN)).map("".join)

schemathesis.openapi.format("line", LINE)
schemathesis.openapi.format("optional-line", st.just("") | LINE)
schemathesis.openapi.format("lines", st.lists(st.text(SHOWN)).map("\n".join))

NAMES = st.from_regex(r"[_A-Za-z][_0-9A-Za-z]{0,20}", fullmatch=True)
VALUES = st.none() | st.booleans() | st.integers() | LINE
schemathesis.openapi.format("json-object", st.dictionaries(NAMES, VALUES, max_size=5).map(json.dumps))

LINES_OF_JSON = "application/x-ndjson"


@schemathesis.serializer(LINES_OF_JSON)
def written_as_it_is(context, value) -> bytes:
    return str(value).encode()


# Words of JSON Schema: what fits its schema is refused by none of them.
KEYWORDS = {
    *("type", "enum", "const", "pattern", "format", "propertyNames"),
    *("minLength", "maxLength", "minimum", "maximum"),
    *("minItems", "maxItems", "uniqueItems", "maxProperties"),
}
# Codes that say no more than that a request is not one of ours.
GENERAL = {
    *("malformed-request", "malformed-json", "duplicate-member", "forbidden-member"),
    *("too-deep", "unknown-member", "idempotency-key-missing", "idempotency-key-invalid"),
}


def texts_of(value: object):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from texts_of(member)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)


def is_text_of_json(text: str) -> bool:
    """Whether no body is refused for it, whatever its schema: platform/validation/json.ts."""
    names = ("__proto__", "constructor", "prototype")
    return text not in names and not any(
        (sign < " " and sign not in "\t\n\r") or sign in "\x7f\ufffd" for sign in text
    )


@schemathesis.hook
def filter_case(context, case) -> bool:
    if case.media_type == LINES_OF_JSON and not isinstance(case.body, (str, NotSet)):
        # All that is sent as text is text.
        return False
    is_positive = case.meta is None or case.meta.generation.mode.is_positive
    return not is_positive or all(map(is_text_of_json, texts_of(case.body)))


def is_of_the_schema(fault: dict) -> bool:
    """Rules have some of the codes too (a postal code has the pattern of its country), but other words."""
    code, detail = fault["code"], fault["detail"]
    return code == "unknown-member" or (code in KEYWORDS and detail.startswith("must "))


@schemathesis.check
def refused_by_a_rule(ctx, response, case) -> None:
    """What fits its schema is refused by a rule that no schema tells, and the problem names it."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code not in (400, 422) or is_unexpected_http_status_case(case):
        return
    problem = response.json()
    faults = [fault for fault in problem.get("errors", []) if is_of_the_schema(fault)]
    assert problem.get("code") not in GENERAL and not faults, (
        f"what fits its schema is refused for its form: {problem}"
    )
