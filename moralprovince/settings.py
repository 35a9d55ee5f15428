"""Every setting of the portal, read strictly from the environment: what is missing or misspelt stops the start."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from moralprovince.core import environment
from moralprovince.core.cache import REDIS, caches_for
from moralprovince.core.environment import env, strict_bool, strict_int

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = strict_bool("DEBUG", False)
DEMO = strict_bool("DEMO", False)
SECRET_KEY = environment.secret_key(DEBUG)
ALLOWED_HOSTS = environment.hosts()
# The address people type, for links in mails and on printed sheets.
SITE_URL = environment.site_url()
HTTPS = SITE_URL.startswith("https://")
PROVINCE = environment.province()

INSTALLED_APPS = [
    "moralprovince.portal",
    "lessons",
    "assessments",
    "pledges",
    "networks",
    "moralprovince.core",
    "moralprovince.portal.admin_app.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "moralprovince.core.public_pages.PublicPagesMiddleware",
    "moralprovince.core.middleware.PolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "moralprovince.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "moralprovince.core.personal.PersonalMiddleware",
    "moralprovince.core.middleware.RefusalMiddleware",
    "moralprovince.core.middleware.PrivacyNoticeMiddleware",
    "moralprovince.core.middleware.ResumeMiddleware",
]

ROOT_URLCONF = "moralprovince.urls"
WSGI_APPLICATION = "moralprovince.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "moralprovince.core.folding.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "moralprovince.portal.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": environment.database(BASE_DIR / "var")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People: log-in by e-mail; accounts come from invitations only.
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["moralprovince.core.logged_in.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "moralprovince.portal.accounts.InvitedOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# An invitation proves the address (or an officer vouches for a person without mail).
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_FORMS = {"login": "moralprovince.portal.forms.accounts.LoginForm"}
# One gunicorn proxy in front is trusted; without a proxy the header is not read.
ALLAUTH_TRUSTED_PROXY_COUNT = strict_int("TRUSTED_PROXIES", 0, 0, 5)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# As above: the invitation proved the address, and people without mail may use the second step as well.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A telephone's clock may be half a minute off; the form takes no code twice in all that time.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {name: f"moralprovince.portal.forms.accounts.{name.title()}Form" for name in ("authenticate", "reauthenticate")}
MFA_TOTP_ISSUER = env.str("TOTP_ISSUER", default="Moral Province")
SESSION_ENGINE = "moralprovince.core.logged_in"
SESSION_COOKIE_AGE = strict_int("SESSION_HOURS", 12, 1, 24 * 30) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
CSRF_FAILURE_VIEW = "moralprovince.core.views.errors.csrf_failure"

# Language and time: days are Bangkok days, timestamps are UTC.
LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "moralprovince" / "locale"]
TIME_ZONE = "Asia/Bangkok"

# Static files come from pip packages through manage.py build_static; nothing from a third party at run time.
STATIC_URL = "/static/"
STATIC_BUILD = environment.made_folder("STATIC_BUILD", BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static", STATIC_BUILD]
# Only the names that carry a digest are kept: half the files, and no old style on a new page.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media")))
# Where nginx serves private files from after X-Accel-Redirect; empty: Django streams them.
ACCEL_REDIRECT = env.str("ACCEL_REDIRECT", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_LIMIT = strict_int("UPLOAD_LIMIT_MB", 20, 1, 500) * 1024 * 1024

# Mail
vars().update(environment.mail())
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.sender()
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The folder in which the demo's mail catcher keeps what was sent; a page of the demo shows it.
MAIL_CATCHER = env.str("MAIL_CATCHER", default="")
OUTBOX_LOCK = Path(env.str("OUTBOX_LOCK", default=str(MEDIA_ROOT / ".outbox.lock")))
# Seconds after which what a silent worker held is given to another one.
OUTBOX_LEASE = strict_int("OUTBOX_LEASE", 120, 2, 3600)

# Queue: the broker only wakes workers; publishing never makes a form wait longer than a second.
CELERY_BROKER_URL = environment.broker()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_connect_timeout": 1, "socket_timeout": 5, "visibility_timeout": 3600}
    if CELERY_BROKER_URL.startswith(REDIS)
    else {}
)
if CELERY_BROKER_URL.startswith("filesystem://"):
    BROKER_FOLDER = environment.made_folder("BROKER_FOLDER", BASE_DIR / "var" / "broker", "queue", "control")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
    }
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# What is counted against guessing (log-ins, codes) is counted by all processes together where there is a Redis.
CACHES = caches_for(CELERY_BROKER_URL)

# What a person may reach, for files that are written by it and fetched days later (core/exports.py).
REACH_OF = "networks.querysets.scope.reach_of"

# What gives a year that was added by hand what the floors above cannot begin it without (networks/actions/office.py).
FILLS_NEW_YEAR = "moralprovince.portal.floors.fill_year"

# Public pages are kept whole for visitors (core/public_pages.py); a write into one of these tables, which are those that
# public pages read, is shown within this many seconds.
PUBLIC_PAGES_KEPT = strict_bool("PUBLIC_PAGES_KEPT", True)
PUBLIC_STAMP_SECONDS = 0.25
PUBLIC_TABLES = frozenset(
    {
        "networks_organisation", "networks_sectornetwork", "networks_networkname", "networks_workinggroup",
        "networks_workinggroupmember", "networks_activity", "networks_activity_virtues", "networks_activityphoto",
        "networks_programmeyear", "networks_programmeyear_virtues", "networks_virtue", "networks_office", "networks_province",
        "networks_district", "networks_subdistrict", "portal_summary",
        "pledges_pledge", "pledges_commitment", "assessments_certificate", "assessments_assessment",
        "lessons_story", "lessons_storyphoto", "lessons_lesson", "lessons_lesson_virtues", "lessons_lesson_topics",
        "lessons_lesson_commitments", "lessons_lessonphoto", "lessons_lessonperson", "lessons_lessonfigure", "lessons_passage",
        "lessons_method", "lessons_question", "lessons_topic", "lessons_sitting",
    }
)  # fmt: skip

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS and strict_bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = strict_int("HSTS_SECONDS", 31536000 if HTTPS else 0, 0, 63072000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"plainly": {"()": "moralprovince.core.logs.Plainly"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["plainly"]}},
    "root": {"handlers": ["stderr"], "level": environment.log_level()},
}
