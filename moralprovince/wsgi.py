"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from moralprovince.core.memory import look_seldom
from moralprovince.core.starting import read_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moralprovince.settings")
read_settings()

application = get_wsgi_application()
# All pages are read before the first one is asked for, and what was read stays.
get_resolver().url_patterns  # noqa: B018 - the first look reads them all
look_seldom()
