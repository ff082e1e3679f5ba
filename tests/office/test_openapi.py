# SPDX-License-Identifier: Apache-2.0
"""The code's table of routes and docs/api/openapi.yaml say the same."""

import json
import os
import pathlib
import re
import subprocess

import pytest

import openapi

BUILD = pathlib.Path(os.environ.get("CERT_BUILD", openapi.ROOT / "build"))
PRINTER = BUILD / "src" / "office" / "api" / "print_routes"


@pytest.fixture(scope="module")
def routes():
    output = subprocess.run([PRINTER], check=True, capture_output=True).stdout
    return {(r["method"], r["path"]): r for r in json.loads(output)}


def body_schema(operation):
    body = openapi.resolve(operation.get("requestBody"))
    if not body:
        return None
    kinds = [body["content"].get(f"application/{kind}", {}) for kind in ("json", "octet-stream")]
    return kinds[0].get("schema") or kinds[1].get("schema")


def plain(schema):
    """A schema in a form that compares: required is a set."""
    if isinstance(schema, dict):
        return {key: sorted(value) if key == "required" else plain(value)
                for key, value in schema.items()}
    return schema


def test_every_route_is_described_and_every_description_has_a_route(routes):
    assert sorted(routes) == sorted(openapi.operations())


def test_names_and_success_are_the_same(routes):
    for key, operation in openapi.operations().items():
        assert operation["operationId"] == routes[key]["name"], key
        successes = [s for s in operation["responses"] if s.startswith("2")]
        assert successes == [str(routes[key]["status"])], key


def test_sessions_are_the_same(routes):
    for key, operation in openapi.operations().items():
        described = [name for s in operation.get("security", []) for name in s]
        assert described == routes[key]["sessions"], key


def test_bodies_are_the_same(routes):
    for key, operation in openapi.operations().items():
        schema = body_schema(operation)
        described = plain(openapi.whole(schema)) if schema else None
        assert described == plain(routes[key]["body"]), key


def test_errors_are_the_same(routes):
    for key, operation in openapi.operations().items():
        assert sorted(operation["x-errors"]) == sorted(routes[key]["errors"]), key


def test_every_error_named_is_in_the_list():
    text = (openapi.ROOT / "src" / "base" / "err.def").read_text()
    known = set(re.findall(r"^E\((\w+),", text, re.M))
    for key, operation in openapi.operations().items():
        assert openapi.errors_of(operation) <= known, key


def test_every_part_of_the_description_is_used():
    text = (openapi.ROOT / "docs" / "api" / "openapi.yaml").read_text()
    used = set(re.findall(r'\$ref: "#/components/(\w+/\w+)"', text))
    for kind in ("parameters", "requestBodies", "responses", "schemas"):
        for name in openapi.API["components"][kind]:
            assert f"{kind}/{name}" in used, name
