"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from moralprovince.core.starting import read_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moralprovince.settings")
read_settings()

application = get_wsgi_application()
