"""Settings, from the environment or ``.env``: names and defaults as in the README's table.

``load()`` reads them once; in development a channel without settings gets the sandbox's fixed values, in production
it is off. Nothing else in the project reads ``os.environ``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

SANDBOX_VALUES = {
    "META_APP_SECRET": "sandbox-app-secret",
    "META_VERIFY_TOKEN": "sandbox-verify",
    "META_PAGE_ID": "1000",
    "META_PAGE_TOKEN": "sandbox-page-token",
    "META_INSTAGRAM_ID": "2000",
    "TWILIO_ACCOUNT_SID": "ACsandbox",
    "TWILIO_AUTH_TOKEN": "sandbox-auth-token",
    "TWILIO_FROM": "+441632960000",
    "TWILIO_WHATSAPP_FROM": "whatsapp:+441632960000",
    "TELEGRAM_TOKEN": "1:sandbox",
    "TELEGRAM_SECRET_TOKEN": "sandbox-secret",
}
"""Contract values: a development installation answers to these when a channel has no settings of its own."""

META_GRAPH_URL = "https://graph.facebook.com/v26.0"
TWILIO_API_URL = "https://api.twilio.com"
TELEGRAM_API_URL = "https://api.telegram.org"


class SettingError(Exception):
    """A setting is missing or wrong. The message names it and says what to do; it never holds a secret's value."""


@dataclass(frozen=True)
class MetaPage:
    """One Page of the app, with its access token and the Instagram account that belongs to it."""

    id: str
    token: str = field(repr=False)
    instagram_id: str | None


@dataclass(frozen=True)
class MetaSettings:
    """Messenger, Instagram and the Pages. Several Pages may share one app, one webhook and one secret."""

    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    pages: tuple[MetaPage, ...]
    graph_url: str
    app_id: str | None = None
    """Our own app, by which its echoes and the passing of a thread to it are known; both work without it, less surely."""

    @property
    def page_id(self) -> str:
        """The first Page."""
        return self.pages[0].id

    @property
    def page_token(self) -> str:
        """The first Page's token."""
        return self.pages[0].token

    @property
    def instagram_id(self) -> str | None:
        """The first Instagram account, if there is one."""
        return next((page.instagram_id for page in self.pages if page.instagram_id), None)

    def page_of(self, account: str) -> MetaPage:
        """The Page with this id, or with this Instagram account; the first one for an account we do not know."""
        return next((page for page in self.pages if account in (page.id, page.instagram_id)), self.pages[0])


@dataclass(frozen=True)
class TwilioSettings:
    """SMS and WhatsApp. ``api_url`` is the origin of Twilio's REST API."""

    account_sid: str
    auth_token: str = field(repr=False)
    sms_from: str
    whatsapp_from: str | None
    api_url: str


@dataclass(frozen=True)
class TelegramSettings:
    """The Telegram bot. ``api_url`` is the origin of the Bot API."""

    token: str = field(repr=False)
    secret_token: str = field(repr=False)
    api_url: str


@dataclass(frozen=True)
class OidcSettings:
    """Single sign-on for staff by OpenID Connect: the issuer's address and our registration with it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything an installation can be told from outside. Paths are absolute."""

    env: str
    root: Path
    var: Path
    models: Path
    database_url: str = field(repr=False)
    public_url: str
    desk_url: str
    """Where staff open the desk: a name of its own, or the public one."""
    local_url: str
    """Where this installation's own web process listens, for the sandbox inside it to reach it."""
    organisation_file: Path
    keys: tuple[str, ...] = field(repr=False)
    meta: MetaSettings | None
    twilio: TwilioSettings | None
    telegram: TelegramSettings | None
    oidc: OidcSettings | None
    echo_grace_seconds: float
    """How long a crashed send on Messenger waits for the echo that proves it, before it is sent again."""
    sandboxed: frozenset[str]
    """Channels (``meta``, ``twilio``, ``telegram``) that talk to our own sandbox."""

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def vectors(self) -> Path:
        """Where the encoder keeps what it made of our own texts."""
        return self.models / "vectors"


def read_env_file(path: Path) -> dict[str, str]:
    """``NAME=value`` lines of a ``.env`` file; blank lines and ``#`` comments are skipped, quotes are taken off."""
    if not path.is_file():
        return {}
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if not line or line.startswith("#") or "=" not in line:
            continue
        name, value = line.split("=", 1)
        values[name.removeprefix("export ").strip()] = value.strip().strip("\"'")
    return values


def parse(env: Mapping[str, str], root: Path) -> Settings:
    """Settings from a mapping of names to values.

    Raises ``SettingError`` when production would run on an unsafe default, or a value has no meaning.
    """
    mode = env.get("QUIETWORD_ENV", "development")
    if mode not in ("development", "production"):
        raise SettingError(f"QUIETWORD_ENV is '{mode}'. Set it to 'development' or 'production'.")
    production = mode == "production"

    def path(name: str, default: str) -> Path:
        return (root / env.get(name, default)).resolve()

    var = path("QUIETWORD_VAR", "var")
    # Where nothing is set, the links we send lead to the port that `quietword up` was given.
    here = env.get("QUIETWORD_LOCAL_URL", "http://localhost:8080")
    public_url = env.get("PUBLIC_URL", here.replace("127.0.0.1", "localhost")).rstrip("/")
    default_db = f"sqlite:///{var / 'quietword.db'}"
    database_url = env.get("DATABASE_URL") or default_db
    if not database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
        raise SettingError("DATABASE_URL must start with 'sqlite:///' or 'postgresql://'.")
    if database_url.startswith("sqlite:///") and not database_url.startswith("sqlite:////"):
        database_url = f"sqlite:///{(root / database_url.removeprefix('sqlite:///')).resolve()}"
    keys = tuple(key.strip() for key in env.get("QUIETWORD_KEYS", "").replace(",", " ").split())
    if production:
        _refuse_unsafe(env, public_url, keys)

    local_url = env.get("QUIETWORD_LOCAL_URL", public_url).rstrip("/")
    sandbox_url = f"{local_url}/sandbox"
    sandboxed: set[str] = set()

    def group(channel: str, required: tuple[str, ...]) -> dict[str, str] | None:
        given = {name for name in required if env.get(name)}
        if production:
            if not given:
                return None
            missing = sorted(set(required) - given)
            if missing:
                raise SettingError(
                    f"{missing[0]} is not set, although other settings of this channel are. "
                    "Set it, or unset the others to turn the channel off."
                )
        if not given and not production:
            sandboxed.add(channel)
        return {name: env.get(name) or SANDBOX_VALUES[name] for name in required}

    meta = group("meta", ("META_APP_SECRET", "META_VERIFY_TOKEN", "META_PAGE_ID", "META_PAGE_TOKEN"))
    twilio = group("twilio", ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"))
    telegram = group("telegram", ("TELEGRAM_TOKEN", "TELEGRAM_SECRET_TOKEN"))

    def url(name: str, channel: str, stand_in: str, real: str) -> str:
        return (env.get(name) or (f"{sandbox_url}/{stand_in}" if channel in sandboxed else real)).rstrip("/")

    def optional(name: str) -> str | None:
        return env.get(name) or (None if production else SANDBOX_VALUES[name])

    return Settings(
        env=mode,
        root=root,
        var=var,
        models=path("QUIETWORD_MODELS", "models"),
        database_url=database_url,
        public_url=public_url,
        desk_url=env.get("DESK_URL", public_url).rstrip("/"),
        local_url=local_url,
        organisation_file=path("ORGANISATION_FILE", "organisation.yml"),
        keys=keys,
        meta=None
        if meta is None
        else MetaSettings(
            meta["META_APP_SECRET"],
            meta["META_VERIFY_TOKEN"],
            _pages(meta["META_PAGE_ID"], meta["META_PAGE_TOKEN"], optional("META_INSTAGRAM_ID")),
            url("META_GRAPH_URL", "meta", "meta/v26.0", META_GRAPH_URL),
            env.get("META_APP_ID") or None,
        ),
        twilio=None
        if twilio is None
        else TwilioSettings(
            twilio["TWILIO_ACCOUNT_SID"],
            twilio["TWILIO_AUTH_TOKEN"],
            twilio["TWILIO_FROM"],
            optional("TWILIO_WHATSAPP_FROM"),
            url("TWILIO_API_URL", "twilio", "twilio", TWILIO_API_URL),
        ),
        telegram=None
        if telegram is None
        else TelegramSettings(
            telegram["TELEGRAM_TOKEN"],
            telegram["TELEGRAM_SECRET_TOKEN"],
            url("TELEGRAM_API_URL", "telegram", "telegram", TELEGRAM_API_URL),
        ),
        oidc=_oidc(env, production),
        echo_grace_seconds=float(env.get("META_ECHO_GRACE_SECONDS", "20")),
        sandboxed=frozenset(sandboxed),
    )


def _oidc(env: Mapping[str, str], production: bool) -> OidcSettings | None:
    """Single sign-on, when all three settings are there; none of them: local accounts only."""
    names = ("DESK_OIDC_ISSUER", "DESK_OIDC_CLIENT_ID", "DESK_OIDC_CLIENT_SECRET")
    given = [env.get(name, "").strip() for name in names]
    if not any(given):
        return None
    if not all(given):
        missing = names[given.index("")]
        raise SettingError(f"{missing} is not set, although other settings of single sign-on are. Set all of {', '.join(names)}, or none.")
    issuer = given[0]
    if production and not issuer.startswith("https://"):
        raise SettingError(
            "DESK_OIDC_ISSUER must start with https:// in production: whoever can alter what it says can sign in as anybody."
        )
    if not issuer.startswith(("https://", "http://")) or "?" in issuer or "#" in issuer:
        raise SettingError(
            "DESK_OIDC_ISSUER must be the issuer's address as it names itself, for example https://login.example.org/realms/desk"
        )
    return OidcSettings(issuer, given[1], given[2])


def _pages(ids: str, tokens: str, instagram: str | None) -> tuple[MetaPage, ...]:
    """The Pages named by lists with commas, in the same order; ``-`` stands for a Page without an Instagram account.

    One token may serve several Pages (development); one Instagram account belongs to the first.
    """
    page_ids, page_tokens, accounts = _listed(ids), _listed(tokens), _listed(instagram or "")
    if not page_ids or len(page_tokens) not in (1, len(page_ids)):
        raise SettingError("META_PAGE_TOKEN must hold as many tokens as META_PAGE_ID holds Pages, in the same order.")
    if len(accounts) > len(page_ids):
        raise SettingError("META_INSTAGRAM_ID holds more accounts than META_PAGE_ID holds Pages. Each belongs to the Page at its place.")
    page_tokens = page_tokens * len(page_ids) if len(page_tokens) == 1 else page_tokens
    accounts += ["-"] * (len(page_ids) - len(accounts))
    return tuple(
        MetaPage(page_id, token, None if account == "-" else account)
        for page_id, token, account in zip(page_ids, page_tokens, accounts, strict=True)
    )


def _listed(value: str) -> list[str]:
    return value.replace(",", " ").split()


def keys_now(settings: Settings) -> tuple[str, ...]:
    """``QUIETWORD_KEYS`` as ``.env`` has it now; the keys given at the start when they came from the environment."""
    in_file = read_env_file(settings.root / ".env").get("QUIETWORD_KEYS", "")
    if "QUIETWORD_KEYS" in os.environ or not in_file:
        return settings.keys
    return tuple(in_file.replace(",", " ").split())


def _refuse_unsafe(env: Mapping[str, str], public_url: str, keys: tuple[str, ...]) -> None:
    if not keys:
        raise SettingError("QUIETWORD_KEYS is not set. In production give at least one base64 key of 32 bytes: openssl rand -base64 32")
    if not env.get("DATABASE_URL"):
        raise SettingError("DATABASE_URL is not set. In production name the database, for example postgresql://quietword@db/quietword")
    if not public_url.startswith("https://"):
        raise SettingError("PUBLIC_URL must start with https:// in production: it is the address that Twilio signs and Meta calls.")
    for name, value in SANDBOX_VALUES.items():
        if env.get(name) == value and name not in ("META_PAGE_ID", "META_INSTAGRAM_ID"):
            raise SettingError(f"{name} still has the sandbox's value. Give the real one, or unset the channel's settings to turn it off.")


@lru_cache(maxsize=1)
def load() -> Settings:
    """The settings of this process: the environment over ``.env`` in the working directory."""
    root = Path.cwd()
    return parse({**read_env_file(root / ".env"), **os.environ}, root)
