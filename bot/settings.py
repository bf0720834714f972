"""Settings: the environment read once, checked, and frozen.

Names and defaults are the project's public interface; each one is documented in README.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import ParvisError

ROOT = Path(__file__).resolve().parent.parent
DEMO_TERRITORY = ROOT / "bot" / "territory" / "belrive"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SHORTEST_SECRET = 32
DESTINATION_SECRETS = "PARVIS_DESTINATION_"


class SettingsError(ParvisError):
    """An environment variable holds a value Parvis cannot use."""

    code = "reglage_invalide"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"La variable d’environnement {name} {reason}.")


@dataclass(frozen=True)
class Settings:
    """What the environment decides. `None` means that the function is off."""

    database_url: str
    redis_url: str | None
    territory: Path
    secret_key: str | None
    public_url: str
    host: str
    port: int
    telegram_token: str | None
    telegram_api_base_url: str | None
    telegram_webhook_secret: str | None
    smtp_url: str | None
    imap_url: str | None
    mail_address: str | None
    log_level: str
    now: datetime | None
    var: Path = ROOT / "var"
    destination_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def secret(self, destination: str, name: str) -> str:
        """The secret of a destination, as `secret("interventions", "USER_TOKEN")`.

        Raises:
            SettingsError: the environment holds none.
        """
        variable = f"{DESTINATION_SECRETS}{destination.upper()}_{name}"
        secret = self.destination_secrets.get(variable)
        if secret is None:
            raise SettingsError(variable, f"est nécessaire à la destination «\u00a0{destination}\u00a0»")
        return secret

    @property
    def sheets(self) -> Path:
        """The index of the State's official sheets, the same for every territory."""
        return self.var / "sheets.sqlite"

    @property
    def is_demo(self) -> bool:
        """True when the demo commune is served (its website stands at `/`)."""
        return self.territory.resolve() == DEMO_TERRITORY.resolve()


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environ` (default: the environment of the process).

    Raises:
        SettingsError: a value is wrong; the sentence names the variable.
    """
    source = {
        name: value.strip() for name, value in (os.environ if environ is None else environ).items() if value.strip()
    }
    port = _port(source)
    host = source.get("PARVIS_HOST", "127.0.0.1")
    return Settings(
        database_url=_database_url(source),
        redis_url=_url(source, "PARVIS_REDIS_URL", ("redis", "rediss", "unix")),
        territory=_territory(source),
        secret_key=_secret_key(source),
        public_url=_public_url(source, port),
        host=host,
        port=port,
        telegram_token=_telegram_token(source),
        telegram_api_base_url=_url(source, "TELEGRAM_API_BASE_URL", ("http", "https")),
        telegram_webhook_secret=_webhook_secret(source),
        smtp_url=_url(source, "PARVIS_SMTP_URL", ("smtp", "smtps")),
        imap_url=_url(source, "PARVIS_IMAP_URL", ("imap", "imaps")),
        mail_address=_mail_address(source),
        log_level=_log_level(source),
        now=_now(source),
        destination_secrets={name: text for name, text in source.items() if name.startswith(DESTINATION_SECRETS)},
    )


def _database_url(source: Mapping[str, str]) -> str:
    default = f"sqlite:///{ROOT / 'var' / 'parvis.db'}"
    url = source.get("PARVIS_DATABASE_URL", default)
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+")):
        raise SettingsError("PARVIS_DATABASE_URL", "doit commencer par sqlite:/// ou postgresql://")
    return url


def _url(source: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    url = source.get(name)
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in schemes or not (parts.netloc or parts.path):
        raise SettingsError(name, f"doit être une adresse en {' ou '.join(schemes)}://")
    return url.rstrip("/")


def _territory(source: Mapping[str, str]) -> Path:
    folder = Path(source.get("PARVIS_TERRITORY", DEMO_TERRITORY))
    if not folder.is_dir():
        raise SettingsError("PARVIS_TERRITORY", f"désigne un dossier introuvable : {folder}")
    return folder


def _secret_key(source: Mapping[str, str]) -> str | None:
    key = source.get("PARVIS_SECRET_KEY")
    if key is not None and len(key) < SHORTEST_SECRET:
        raise SettingsError("PARVIS_SECRET_KEY", f"doit compter au moins {SHORTEST_SECRET} caractères")
    return key


def _public_url(source: Mapping[str, str], port: int) -> str:
    url = _url(source, "PARVIS_PUBLIC_URL", ("http", "https"))
    return url or f"http://127.0.0.1:{port}"


def _port(source: Mapping[str, str]) -> int:
    text = source.get("PARVIS_PORT", "8080")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise SettingsError("PARVIS_PORT", "doit être un nombre entre 1 et 65535")
    return int(text)


def _telegram_token(source: Mapping[str, str]) -> str | None:
    token = source.get("TELEGRAM_BOT_TOKEN")
    if token is not None and not re.fullmatch(r"\d+:[\w-]{20,}", token, re.ASCII):
        raise SettingsError("TELEGRAM_BOT_TOKEN", "doit avoir la forme donnée par @BotFather (chiffres:lettres)")
    return token


def _webhook_secret(source: Mapping[str, str]) -> str | None:
    secret = source.get("TELEGRAM_WEBHOOK_SECRET")
    if secret is not None and not re.fullmatch(r"[\w-]{32,256}", secret, re.ASCII):
        raise SettingsError(
            "TELEGRAM_WEBHOOK_SECRET",
            "doit compter de 32 à 256 lettres sans accent, chiffres, tirets ou soulignés",
        )
    return secret


def _mail_address(source: Mapping[str, str]) -> str | None:
    address = source.get("PARVIS_MAIL_ADDRESS")
    if address is not None and not re.fullmatch(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", address):
        raise SettingsError("PARVIS_MAIL_ADDRESS", "doit être une adresse électronique, sans signe +")
    return address


def _log_level(source: Mapping[str, str]) -> str:
    level = source.get("PARVIS_LOG_LEVEL", "INFO").upper()
    if level not in LOG_LEVELS:
        raise SettingsError("PARVIS_LOG_LEVEL", f"doit être l’un de {', '.join(LOG_LEVELS)}")
    return level


def _now(source: Mapping[str, str]) -> datetime | None:
    """The scripted chat's clock at its start, local time of the territory (contract)."""
    text = source.get("PARVIS_NOW")
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError("PARVIS_NOW", "doit être une date comme 2026-11-24T10:15") from error
