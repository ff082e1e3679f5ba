# SPDX-License-Identifier: Apache-2.0
"""docs/api/openapi.yaml, read: its operations, and whether an answer is as it
says. Only what that file uses of JSON Schema is understood; the rest is an
error, so that nothing is passed over in silence."""

import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
API = yaml.safe_load((ROOT / "docs" / "api" / "openapi.yaml").read_text())
METHODS = {"get", "post", "put", "delete"}
WORDS = {"type", "properties", "required", "additionalProperties", "items",
         "enum", "const", "pattern", "minLength", "maxLength", "minItems",
         "maxItems", "minimum", "oneOf", "format", "description"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool,
         "integer": int, "null": type(None)}


def resolve(node):
    """What a $ref means."""
    while isinstance(node, dict) and "$ref" in node:
        target = API
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def whole(node):
    """A schema without $ref and without words for people."""
    node = resolve(node)
    if isinstance(node, dict):
        return {key: whole(value) for key, value in node.items()
                if not (key == "description" and isinstance(value, str))}
    if isinstance(node, list):
        return [whole(item) for item in node]
    return node


def operations():
    """(METHOD, path) → operation."""
    return {(method.upper(), path): operation
            for path, item in API["paths"].items()
            for method, operation in item.items() if method in METHODS}


def complaints(schema, value, where="$"):
    """Everything that is not as the schema says."""
    schema = resolve(schema)
    unknown = set(schema) - WORDS
    assert not unknown, f"{where}: {unknown} is not understood here"
    found = []
    if "oneOf" in schema:
        fits = [s for s in schema["oneOf"] if not complaints(s, value, where)]
        return found if len(fits) == 1 else [f"{where}: fits {len(fits)} of oneOf"]
    kind = TYPES.get(schema.get("type"))
    if kind and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
        return [f"{where}: {value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is none of {schema['enum']}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{where}: {value!r} is not {schema['const']!r}")
    if isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value):
            found.append(f"{where}: {value!r} is not {schema['pattern']}")
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            found.append(f"{where}: {len(value)} characters")
    if isinstance(value, int) and value < schema.get("minimum", value):
        found.append(f"{where}: {value}")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            found.append(f"{where}: {len(value)} items")
        for i, item in enumerate(value):
            found += complaints(schema.get("items", {}), item, f"{where}[{i}]")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [f"{where}: {name} is missing" for name in schema.get("required", [])
                  if name not in value]
        if schema.get("additionalProperties") is False:
            found += [f"{where}: {name} is unknown" for name in value if name not in properties]
        for name, item in value.items():
            if name in properties:
                found += complaints(properties[name], item, f"{where}.{name}")
    return found


def operation_for(method, path):
    """The operation that serves a path, or None."""
    for (known, pattern), operation in operations().items():
        expression = re.escape(pattern).replace(r"\{id\}", "[0-9a-f]{32}").replace(
            r"\{n\}", "[0-9]+").replace(r"\{request\}", ".+")
        if known == method and re.fullmatch(expression, path):
            return operation
    return None


def errors_of(operation):
    """The names of errors that an operation may answer with."""
    names = set(operation["x-errors"]) | set(API["info"]["x-common-errors"])
    if "requestBody" in operation:
        names |= {"BAD_REQUEST", "TOO_LARGE"}
    if "security" in operation:
        names |= {"SESSION_MISSING", "SESSION_SCOPE"}
    return names


def check(method, path, status, kind, body):
    """Is that answer, with that Content-Type, as described?"""
    operation = operation_for(method, path.split("?")[0])
    if operation is None:
        assert status in (404, 405), f"{method} {path} is not described"
        return
    responses = operation["responses"]
    response = resolve(responses.get(str(status), responses["default"]))
    kind = (kind or "").split(";")[0]
    if "content" not in response:
        assert body in (b"", None), f"{method} {path}: a body with {status}"
        return
    assert kind in response["content"], f"{method} {path} {status}: {kind}"
    if kind != "application/json":
        return
    found = complaints(response["content"][kind]["schema"], body)
    assert not found, f"{method} {path} {status}: {found}"
    if "error" in body:
        assert body["error"]["name"] in errors_of(operation), \
            f"{method} {path}: {body['error']['name']} is not described"
