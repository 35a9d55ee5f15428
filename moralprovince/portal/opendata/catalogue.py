"""The catalogue of datasets for other catalogues: DCAT as JSON-LD, with every file and the API."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .columns import Dataset
from .files import ENDINGS
from .table import ALL
from .words import LICENCE, changed_on, in_both

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#", "csvw": "http://www.w3.org/ns/csvw#",
}  # fmt: skip


def address(name: str, *arguments: str) -> str:
    """A whole address."""
    return settings.SITE_URL + reverse(name, args=arguments)


def spoken(text: Any) -> list[dict[str, str]]:
    """A text in both languages."""
    return [{"@language": language, "@value": words} for language, words in in_both(text).items() if words]


def catalogue(publisher: str) -> dict[str, Any]:
    """All datasets."""
    office = {"@type": "foaf:Organization", "foaf:name": publisher}
    terms = {"dct:license": {"@id": LICENCE.address}, "dct:publisher": office,
             "dct:modified": {"@type": "xsd:date", "@value": changed_on().isoformat()}}  # fmt: skip
    return {
        "@context": CONTEXT, "@type": "dcat:Catalog", "@id": address("open-data"),
        "dct:title": spoken(_("Open data of the moral province")), **terms, "dcat:dataset": [entry(one, terms) for one in ALL],
    }  # fmt: skip


def entry(dataset: Dataset, terms: dict[str, Any]) -> dict[str, Any]:
    """One dataset."""
    files = [
        {"@type": "dcat:Distribution", "dcat:mediaType": kind, **terms,
         "dcat:downloadURL": {"@id": address("open-data-file", dataset.name, ending)}}
        for ending, kind in ENDINGS.items()
    ]  # fmt: skip
    service = {"@type": "dcat:Distribution", "dcat:mediaType": "application/json", **terms,
               "dcat:accessURL": {"@id": address("api-rows", dataset.name)}}  # fmt: skip
    return {
        "@type": "dcat:Dataset", "@id": address("open-data-set", dataset.name), "dct:identifier": dataset.name,
        "dct:title": spoken(dataset.title), "dct:description": spoken(dataset.about), **terms,
        "dcat:distribution": [*files, service], "csvw:tableSchema": {"csvw:column": [column(one) for one in dataset.columns]},
    }  # fmt: skip


def column(one: Any) -> dict[str, Any]:
    """One column."""
    return {"csvw:name": one.name, "csvw:title": spoken(one.title), "dct:description": spoken(one.about or one.title)}
