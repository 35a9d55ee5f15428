"""The document of the API in OpenAPI 3.1, made from the table of datasets: what it says is what is answered."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .asking import parameters
from .columns import Dataset, Parameter, Schema
from .table import ALL
from .words import LICENCE, both

VERSION = "1.0.0"
PROBLEMS = {
    "400": _("The address asks something that cannot be answered; the sentence says what."),
    "404": _("There is no such row or dataset."),
    "405": _("Data is read here, never written."),
    "429": _("Too many requests; a header says in how many seconds to come again."),
}
PROBLEM: Schema = {
    "type": "object", "required": ["type", "title", "status", "detail"], "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "format": "uri-reference"}, "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599}, "detail": {"type": "string", "minLength": 1},
    },
}  # fmt: skip


def ref(kind: str, name: str) -> Schema:
    """A pointer to what is said once."""
    return {"$ref": f"#/components/{kind}/{name}"}


@lru_cache(maxsize=8)
def document(publisher: str) -> dict[str, Any]:
    """All of it, in both languages; made once, since nothing in it but its publisher changes."""
    paths: dict[str, Any] = {}
    for dataset in ALL:
        paths[f"{reverse('open-data-api')}{dataset.name}/"] = {"get": list_operation(dataset)}
        paths[f"{reverse('open-data-api')}{dataset.name}/{{id}}/"] = {"get": row_operation(dataset)}
    return {
        "openapi": "3.1.0", "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": both(_("Open data of the moral province")), "version": VERSION,
            "description": both(_("Everything public, to be read by programs; nothing personal is in it.")),
            "license": {"name": both(LICENCE.name), "identifier": LICENCE.code},
            "contact": {"name": publisher, "url": settings.SITE_URL + reverse("contact")},
        },
        "servers": [{"url": settings.SITE_URL}],
        "tags": [{"name": one.name, "description": both(one.about)} for one in ALL],
        "paths": paths, "components": components(),
    }  # fmt: skip


def components() -> dict[str, Any]:
    """Rows, pages of rows, and what is said where nothing can be answered."""
    schemas: dict[str, Schema] = {"Problem": PROBLEM}
    for dataset in ALL:
        schemas[dataset.row], schemas[f"{dataset.row}Page"] = row_schema(dataset), page_schema(dataset)
    return {"schemas": schemas, "responses": {code: problem(code) for code in PROBLEMS}}


def row_schema(dataset: Dataset) -> Schema:
    """One row: every column is always there."""
    return {
        "type": "object", "title": both(dataset.title), "additionalProperties": False,
        "required": [column.name for column in dataset.columns],
        "properties": {column.name: column.schema(both) for column in dataset.columns},
    }  # fmt: skip


def page_schema(dataset: Dataset) -> Schema:
    """Some rows, and where the next ones are."""
    following = both(_("Where the next rows are; empty at the end"))
    return {
        "type": "object", "required": ["data", "next"], "additionalProperties": False,
        "properties": {
            "data": {"type": "array", "items": ref("schemas", dataset.row)},
            "next": {"type": ["string", "null"], "format": "uri", "description": following},
        },
    }  # fmt: skip


def problem(code: str) -> dict[str, Any]:
    """An answer that says what is in the way (RFC 9457)."""
    headers = {"Retry-After": {"schema": {"type": "integer"}}} if code == "429" else {}
    content = {"application/problem+json": {"schema": ref("schemas", "Problem")}}
    return {"description": both(PROBLEMS[code]), "content": content} | ({"headers": headers} if headers else {})


def answers(schema: str, *problems: str) -> dict[str, Any]:
    """What an operation may answer."""
    etag = {"ETag": {"schema": {"type": "string"}, "description": both(_("Send it back as “If-None-Match” next time."))}}
    content = {"application/json": {"schema": ref("schemas", schema)}}
    good = {"description": both(_("What was asked for")), "headers": etag, "content": content}
    same = {"304": {"description": both(_("Nothing has changed since."))}}
    return {"200": good, **same, **{code: ref("responses", code) for code in problems}}


def parameter(one: Parameter) -> dict[str, Any]:
    """One parameter of an address."""
    found = {"name": one.name, "in": "query", "required": False, "description": both(one.about), "schema": one.schema()}
    return found if one.example is None else found | {"example": one.example}


def list_operation(dataset: Dataset) -> dict[str, Any]:
    """Rows, page by page."""
    return {
        "operationId": f"list_{dataset.name}", "tags": [dataset.name], "summary": both(dataset.title),
        "description": both(dataset.about), "parameters": [parameter(one) for one in parameters(dataset)],
        "responses": answers(f"{dataset.row}Page", "400", "405", "429"),
    }  # fmt: skip


def row_operation(dataset: Dataset) -> dict[str, Any]:
    """One row by its id."""
    key = {
        "name": "id", "in": "path", "required": True, "description": both(dataset.columns[0].title),
        "schema": {"type": "string", "pattern": f"^{dataset.key.pattern}$"}, "example": dataset.key.example,
    }  # fmt: skip
    return {
        "operationId": f"read_{dataset.name}", "tags": [dataset.name], "summary": both(dataset.title), "parameters": [key],
        "responses": answers(dataset.row, "400", "404", "405", "429"),
    }  # fmt: skip
