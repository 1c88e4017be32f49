"""Django's settings. What differs between machines comes from `environment`; what follows is the same everywhere."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from mash.config.environment import load

ENVIRONMENT = load()
PACKAGE = Path(__file__).resolve().parent.parent
MASH_ENV = ENVIRONMENT.env
MASH_STATE = Path(ENVIRONMENT.state) if ENVIRONMENT.state else Path.home() / ".local/share/mash"
MASH_BASE_URL = ENVIRONMENT.base_url.rstrip("/")
MASH_MAIL = ENVIRONMENT.mail
MASH_MAIL_FROM = ENVIRONMENT.mail_from
MASH_SMTP = ENVIRONMENT.smtp
MASH_NOTIFY_KEY = ENVIRONMENT.notify_key
MASH_NOTIFY_EMAIL_TEMPLATE = ENVIRONMENT.notify_email_template
MASH_NOTIFY_TEXT_TEMPLATE = ENVIRONMENT.notify_text_template
MASH_LOG_KEY = ENVIRONMENT.log_key
MASH_LOG_ORIGIN = ENVIRONMENT.log_origin
MASH_LOG_WITNESSES = ENVIRONMENT.log_witnesses
MASH_LOG_QUORUM = ENVIRONMENT.log_quorum
MASH_ACCESS_LOG = ENVIRONMENT.access_log
MASH_FILES = ENVIRONMENT.files
MASH_FILE_OLD_KEYS = tuple(filter(None, ENVIRONMENT.file_old_keys.split(",")))
MASH_CLAMD = ENVIRONMENT.clamd
MASH_LOOKUP = ENVIRONMENT.lookup
MASH_LOOKUP_COPY = ENVIRONMENT.lookup_copy
MASH_FILE_KEY = ENVIRONMENT.file_key
MASH_UPLOAD_MAX_BYTES = ENVIRONMENT.upload_max_bytes
MASH_MAILBOXES = ENVIRONMENT.mailboxes
MASH_MAILBOX_MAX_BYTES = ENVIRONMENT.mailbox_max_bytes
MASH_DUTY_PHONE = ENVIRONMENT.duty_phone
MASH_PDS = ENVIRONMENT.pds
MASH_PDS_URL = ENVIRONMENT.pds_url
MASH_PDS_TOKEN_URL = ENVIRONMENT.pds_token_url
MASH_PDS_API_KEY = ENVIRONMENT.pds_api_key
MASH_PDS_KEY_ID = ENVIRONMENT.pds_key_id
MASH_PDS_KEY_FILE = ENVIRONMENT.pds_key_file
MASH_PDS_ODS = ENVIRONMENT.pds_ods
_SECURE = MASH_BASE_URL.startswith("https://")

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
_HOST = urlsplit(MASH_BASE_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = [_HOST] if MASH_ENV == "production" else [_HOST, "127.0.0.1", "localhost", "testserver"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "mash.foundation.ledger",
    "mash.foundation.outbox",
    "mash.foundation.visibility",
    "mash.foundation.files",
    "mash.registers.agencies",
    "mash.registers.accounts",
    "mash.registers.clocks",
    "mash.registers.directory",
    "mash.registers.team",
    "mash.registers.people",
    "mash.registers.people.feeds",
    "mash.registers.people.review",
    "mash.registers.people.watch",
    "mash.registers.standards",
    "mash.registers.agreements",
    "mash.casework.matters",
    "mash.casework.national",
    "mash.casework.sharing",
    "mash.casework.intake",
    "mash.casework.families",
    "mash.casework.joining",
    "mash.casework.consultations",
    "mash.casework.disagreements",
    "mash.casework.mailbox",
    "mash.casework.notifications",
    "mash.casework.encompass",
    "mash.casework.calls",
    "mash.casework.cases",
    "mash.casework.allocation",
    "mash.casework.tasks",
    "mash.casework.pathways",
    "mash.casework.updates",
    "mash.casework.roundtables",
    "mash.casework.disclosure",
    "mash.casework.handover",
    "mash.casework.access",
    "mash.oversight.rights",
    "mash.oversight.retention",
    "mash.oversight.demand",
    "mash.interfaces.worker",
    "mash.interfaces.web",
    "mash.interfaces.web.components",
]

MIDDLEWARE = [
    "mash.interfaces.web.access_log.access_log",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mash.interfaces.web.middleware.health",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # From here the response is made inside one transaction that knows its actor.
    "mash.interfaces.web.middleware.acting",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mash.interfaces.web.middleware.seat",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "mash.config.urls"
WSGI_APPLICATION = "mash.config.wsgi.application"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", "") or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "mash", **query},
        "TEST": {"NAME": unquote(parts.path.lstrip("/"))},
    }


DATABASES = {"default": _database(ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            PACKAGE / "interfaces/web/jinja",
            PACKAGE / "interfaces/web/components/jinja",
            *sorted(PACKAGE.glob("interfaces/web/*/jinja")),
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "mash.interfaces.web.environment.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "mash.interfaces.web.components.context.look",
                "mash.interfaces.web.context.signed_in",
            ],
        },
    },
]
FORM_RENDERER = "mash.interfaces.web.components.forms.GovRenderer"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/after-sign-in"

# allauth: staff are invited, never self-registered; a second factor is demanded by accounts' own step.
ACCOUNT_ADAPTER = "mash.interfaces.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
MFA_TOTP_ISSUER = "MASH"
MFA_ADAPTER = "mash.interfaces.web.accounts.adapter.MFAAdapter"
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "mash.interfaces.web.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
_PROVIDERS = json.loads(ENVIRONMENT.oidc) if ENVIRONMENT.oidc else []
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _PROVIDERS}}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [PACKAGE / "config/locale"]
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = MASH_STATE / "static" if MASH_ENV == "production" else None
STATICFILES_DIRS = [PACKAGE / "interfaces/web/static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "mash.interfaces.web.static_manifest.HashedStaticStorage"
        if MASH_ENV == "production"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MASH_ENV != "production"
WHITENOISE_AUTOREFRESH = False

# The cache holds counters of tries. Django's own limit of 300 would drop live ones, those of sign-in first, as soon
# as a few hundred visitors are counted: whoever wants to guess on would only have to make some noise.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
FILE_UPLOAD_HANDLERS = ["mash.foundation.files.uploads.CappedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

SESSION_ENGINE = "mash.interfaces.web.sessions"
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
SESSION_COOKIE_AGE = ENVIRONMENT.idle_minutes * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _SECURE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrftoken"
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mash.interfaces.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [MASH_BASE_URL]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _SECURE
SECURE_HSTS_PRELOAD = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    # The button of a provider posts to us and is sent on to the provider.
    "form-action": [CSP.SELF, *sorted({_origin(one["settings"]["server_url"]) for one in _PROVIDERS})],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}

# Nothing is sent through Django's own mailers: messages leave by foundation/adapters, which carry no name.
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend"
        if MASH_ENV == "production"
        else "django.core.mail.backends.locmem.EmailBackend"
    }
}
DEFAULT_FROM_EMAIL = "mash@example.org"

PROCRASTINATE_ON_APP_READY = "mash.interfaces.worker.jobs.on_ready"

# Names, references and texts never reach a log: requests are logged by route name alone.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"routes": {"()": "mash.interfaces.web.logs.RouteOnly"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["routes"]}},
    # Its warnings repeat the whole address that was asked for.
    "loggers": {"urllib3": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
