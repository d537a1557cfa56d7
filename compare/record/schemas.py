"""The published JSON Schemas, and the faults that one finds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from compare.errors import nearest

FOLDER = Path(__file__).parents[1] / "schema"
OFTEN = ("#/$defs/trial", "#/$defs/event")  # what a record has hundreds of for each pair
CONTRACT_SCHEMA = 2  # of contracts: those that are loaded, and those in records


@cache
def _validator(name: str) -> Any:
    import jsonschema

    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


def first_fault(name: str, data: Any) -> str:
    """Where and how data breaks a schema.

    Args:
        name: the schema, `record` say.
        data: parsed TOML or JSON.

    Returns:
        `key.path: what is wrong`, or an empty string.
    """
    import jsonschema

    validator, sound = _each_shape_once(name)
    sound.clear()
    if validator.is_valid(data):
        return ""
    sound.clear()
    error = jsonschema.exceptions.best_match(validator.iter_errors(data))
    path = ".".join(str(part) for part in error.absolute_path) or "the top level"
    return f"{path}: {error.message[:300]}"


@cache
def _each_shape_once(name: str) -> tuple[Any, set[Any]]:
    """A validator that looks once at items of one list or another that differ in their numbers only.

    Each of a record's many events and trials costs a tenth of a millisecond, and most tell the same.

    Returns:
        the validator, and what it has found sound; to be emptied before other data are looked at.
    """
    import jsonschema

    validator = _validator(name)
    sound: set[Any] = set()

    def items(checker: Any, rule: Any, value: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
        if not checker.is_type(value, "array"):
            return
        first = len(schema.get("prefixItems", ()))
        for index, item in enumerate(value[first:], first):
            kind = rule.get("$ref")
            shape = (kind, _shape(item)) if kind in OFTEN else None
            if shape in sound:
                continue
            errors = list(checker.descend(item, rule, path=index))
            yield from errors
            if shape and not errors:
                sound.add(shape)

    return jsonschema.validators.extend(type(validator), {"items": items})(validator.schema), sound


def _shape(value: Any) -> Any:
    """What two values share if no rule of ours tells them apart: they bound numbers by 0 and 1 only."""
    if isinstance(value, dict):
        return tuple([(key, _shape(item)) for key, item in value.items()])
    if isinstance(value, list):
        return (list, *map(_shape, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (type(value), min(max(value, -1), 2), value % 1 == 0)
    return value


Place = tuple[str | int, ...]  # keys and indices, from the top


def all_faults(name: str, data: Any) -> list[tuple[Place, str]]:
    """Everything in which data breaks a schema, in words of a person's.

    Args:
        name: the schema, `contract` say.
        data: parsed TOML or JSON.

    Returns:
        where each fault is, and what is wrong; each once, in the order of the data's keys.
    """
    found: dict[tuple[Place, str], None] = {}
    unknown: set[tuple[Place, str]] = set()
    for error in _validator(name).iter_errors(data):
        place = tuple(error.absolute_path)
        for key, what in _told(error):
            if key and (place, key) in unknown:
                continue
            unknown |= {(place, key)} if key else set()
            found.setdefault((place, what))
    return list(found)


def _told(error: Any) -> Iterator[tuple[str, str]]:
    """A fault in words, with the key that is unknown, where that is the fault."""
    rule, wanted, value = error.validator, error.validator_value, error.instance
    if rule == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in value:
            if key not in known:
                yield key, f"there is no key {key}.{nearest(key, known)}"
    elif rule == "enum" and "propertyNames" in error.absolute_schema_path:
        yield str(value), f"the key {value} has no meaning here.{nearest(str(value), wanted)}"
    elif rule == "enum":
        yield "", f"{_value(value)} is unknown.{nearest(str(value), map(str, wanted))}"
    elif rule == "const":
        yield "", f"must be {_value(wanted)}, not {_value(value)}"
    elif rule == "not":
        yield "", f"must not be {_value(value)}"
    elif rule == "required":
        for key in wanted:
            if key not in value:
                yield f"-{key}", f"lacks the key {key}"
    elif rule == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        yield "", f"must be {' or '.join(_KINDS[kind] for kind in kinds)}, not {_value(value)}"
    elif rule == "pattern":
        yield "", f"{_value(value)} must look like {wanted}"
    elif rule == "uniqueItems":
        yield "", f"holds an item twice: {_value(value)}"
    elif rule in _LIMITS:
        yield "", f"{_LIMITS[rule].format(wanted)}, this is {_value(value)}"
    elif rule == "dependentRequired":
        for key, needed in wanted.items():
            lacking = [one for one in needed if key in value and one not in value]
            yield from (("", f"lacks the key {one}, which {key} needs") for one in lacking)
    else:
        yield "", error.message[:300]


_KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}
_LIMITS = {
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
    "minProperties": "must have at least {} entries",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be above {}",
    "exclusiveMaximum": "must be below {}",
}


def _value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
