"""The environment is read once; a wrong value is one French sentence that names the variable."""

from __future__ import annotations

import pytest

from bot.settings import DEMO_TERRITORY, SettingsError, read_settings


def test_an_empty_environment_serves_the_demo_commune() -> None:
    settings = read_settings({})
    assert settings.territory == DEMO_TERRITORY
    assert settings.is_demo
    assert settings.port == 8080
    assert settings.telegram_token is None


def test_an_empty_value_is_no_value() -> None:
    assert read_settings({"TELEGRAM_BOT_TOKEN": " ", "PARVIS_PORT": ""}).telegram_token is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARVIS_PORT", "0"),
        ("PARVIS_PORT", "80 80"),
        ("PARVIS_PORT", "٣"),
        ("PARVIS_PORT", "70000"),
        ("PARVIS_DATABASE_URL", "mysql://x"),
        ("PARVIS_REDIS_URL", "http://x"),
        ("PARVIS_TERRITORY", "/nowhere/at/all"),
        ("PARVIS_SECRET_KEY", "short"),
        ("PARVIS_PUBLIC_URL", "parvis.example"),
        ("TELEGRAM_BOT_TOKEN", "not-a-token"),
        ("TELEGRAM_API_BASE_URL", "ftp://x"),
        ("TELEGRAM_WEBHOOK_SECRET", "too short"),
        ("PARVIS_SMTP_URL", "mail.example:25"),
        ("PARVIS_IMAP_URL", "pop://x"),
        ("PARVIS_MAIL_ADDRESS", "a+b@ville.example"),
        ("PARVIS_LOG_LEVEL", "LOUD"),
        ("PARVIS_NOW", "tomorrow"),
    ],
)
def test_a_wrong_value_is_one_sentence_naming_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})
    assert f"{name} " in str(caught.value)
    assert str(caught.value).endswith(".")


def test_the_secret_of_a_destination_is_a_variable_named_after_it() -> None:
    settings = read_settings({"PARVIS_DESTINATION_GLPI_USER_TOKEN": "xyz"})
    assert settings.secret("glpi", "USER_TOKEN") == "xyz"
    assert "xyz" not in repr(settings)
    with pytest.raises(SettingsError, match="PARVIS_DESTINATION_GLPI_APP_TOKEN est nécessaire"):
        settings.secret("glpi", "APP_TOKEN")
