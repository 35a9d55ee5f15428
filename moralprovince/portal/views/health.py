"""Health for machines: no session, no log-in, at most a few queries, plain JSON."""

from __future__ import annotations

import functools

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from moralprovince.portal import doctor


@functools.cache
def tables_fit() -> str:
    """Looked at until it is well, then believed for the life of the process: migrations need a restart anyway."""
    return doctor.migrations_applied()


@require_safe
@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    """This process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """This process can serve people: the database answers, its tables fit, files can be reached.

    Broker and mail server are not asked: forms save without them (manage.py doctor asks).
    """
    checks = {"database": doctor.database_answers, "migrations": tables_fit, "disk": doctor.disk_has_room}
    findings = [doctor.look(name, check) for name, check in checks.items()]
    ready = all(finding.well for finding in findings)
    told = {finding.name: {"well": finding.well, "seconds": finding.seconds} for finding in findings}
    return JsonResponse({"ready": ready, "things": told}, status=200 if ready else 503)
