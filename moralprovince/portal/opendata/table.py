"""The table of datasets: whatever stands here has its page, its files, its place in the catalogue and its part of the API."""

from __future__ import annotations

from .bodies import DISTRICTS, NETWORKS, ORGANISATIONS
from .columns import Dataset
from .doings import ACTIVITIES, CERTIFICATES, LESSONS, PLEDGES, STORIES
from .summaries import SUMMARIES

ALL = (ORGANISATIONS, PLEDGES, CERTIFICATES, ACTIVITIES, LESSONS, STORIES, NETWORKS, DISTRICTS, SUMMARIES)
DATASETS: dict[str, Dataset] = {dataset.name: dataset for dataset in ALL}
