"""Settings are read once, refused by name, and never shown by value."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import settings
from bot.settings import SmsGateway
from bot.trouble import Exit, Trouble

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
NAMES = [name.upper() for name in settings.Settings.model_fields]


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without .env, an environment without our names."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(**values: str) -> list[str]:
    with pytest.raises(Trouble) as caught:
        settings.read(**values)
    assert caught.value.code is Exit.USAGE
    return [text.key for text in caught.value.texts]


def test_everything_has_a_default_but_token_and_gateway(empty: Path) -> None:
    tree = settings.read()
    assert tree.bot_token is None
    assert tree.sms_gateway is None
    assert tree.data_dir == empty / "data"
    assert tree.keys_file == empty / "keys" / "kabinet.keys"
    assert tree.database == f"sqlite+aiosqlite:///{empty}/data/kabinet.db"
    with pytest.raises(Trouble, match="console-no-token"):
        tree.token()


def test_env_file_is_read_and_the_environment_wins(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty / ".env").write_text(f"BOT_TOKEN='{TOKEN}'\nIDLE_MINUTES=3\nSMS_GATEWAY=\nUNKNOWN=1\n")
    monkeypatch.setenv("IDLE_MINUTES", "5")
    tree = settings.read()
    assert tree.token() == TOKEN
    assert tree.idle_minutes == 5
    assert tree.sms_gateway is None


def test_the_example_is_good_as_it_stands(empty: Path) -> None:
    example = Path(__file__).parents[2] / ".env.example"
    (empty / ".env").write_text(example.read_text())
    assert settings.read() == settings.Settings(_env_file=None)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("sqlite:///x/y.db", "sqlite+aiosqlite:///x/y.db"),
        ("postgresql://u:p%40w@db/k", "postgresql+asyncpg://u:p%40w@db/k"),
        ("postgres://u@db/k", "postgresql+asyncpg://u@db/k"),
        ("postgresql+asyncpg://u@/k?host=/run/pg", "postgresql+asyncpg://u@/k?host=%2Frun%2Fpg"),
    ],
)
def test_database_urls_get_our_drivers(given: str, url: str) -> None:
    assert settings.read(database_url=given).database == url


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("bot_token", "abc", "console-setting-token"),
        ("bot_token", "12:a b", "console-setting-token"),
        ("bot_api_url", "http://api.example.org", "console-setting-plain-http"),
        ("bot_api_url", "ftp://x", "console-setting-url"),
        ("bot_api_url", "нет", "console-setting-url"),
        ("sandbox_url", "https://example.org/x/", "console-setting-plain-http"),
        ("tsa_url", "tsa.example.org", "console-setting-stamps"),
        ("tsa_url", "http://name:secret@tsa.example.org/", "console-setting-stamps"),
        ("tsa_url", "http://tsa.example.org/", "console-no-tsa-roots"),
        ("smtp_host", "https://smtp.example.ru", "console-setting-host"),
        ("smtp_host", "smtp.example.ru", "console-no-mail-from"),
        ("smtp_port", "0", "console-setting-wrong"),
        ("smtp_tls", "ssl", "console-setting-choice"),
        ("mail_from", "Кадры <hr@example.ru>", "console-setting-mail"),
        ("mail_from", "hr@example.ru\nBcc: eve@example.ru", "console-setting-mail"),
        ("database_url", "mysql://a/b", "console-setting-database"),
        ("database_url", "sqlite://", "console-setting-database"),
        ("database_url", "x", "console-setting-database"),
        ("sms_gateway", "pigeon", "console-setting-choice"),
        ("log_format", "xml", "console-setting-choice"),
        ("idle_minutes", "0", "console-setting-wrong"),
        ("demo_port", "70000", "console-setting-wrong"),
        ("webhook_url", "http://hr.example.ru/x", "console-setting-plain-http"),
        ("webhook_secret", "short", "console-setting-webhook-secret"),
        ("webhook_secret", "a" * 257, "console-setting-webhook-secret"),
        ("webhook_secret", "with spaces and more", "console-setting-webhook-secret"),
        ("webhook_secret", ",".join(["a" * 16] * 3), "console-setting-webhook-secret"),
        ("webhook_secret", "a" * 16 + ",", "console-setting-webhook-secret"),
        ("webhook_listen", "8081", "console-setting-listen"),
        ("webhook_listen", "127.0.0.1:70000", "console-setting-listen"),
        ("webhook_listen", "127.0.0.1:8081/x", "console-setting-listen"),
        ("webhook_listen", ":8081", "console-setting-listen"),
        ("webhook_url", "https://hr.example.ru/x", "console-no-webhook-secret"),
        ("health_listen", "9100", "console-setting-listen"),
        ("health_listen", "0.0.0.0:9100", "console-no-metrics-token"),
        ("health_listen", "[::]:9100", "console-no-metrics-token"),
        ("health_listen", "kabinet.example.ru:9100", "console-no-metrics-token"),
        ("metrics_token", "fifteen-letters", "console-setting-metrics-token"),
        ("metrics_token", "with spaces and more", "console-setting-metrics-token"),
        ("keys_file", "data/deep/x.keys", "console-keys-inside"),
    ],
)
def test_a_wrong_value_is_named_and_not_shown(name: str, value: str, key: str) -> None:
    with pytest.raises(Trouble) as caught:
        settings.read(**{name: value})
    assert [text.key for text in caught.value.texts] == [key]
    assert value not in str(caught.value.texts[0].args)


MAIL = {"smtp_host": "smtp.example.ru", "mail_from": "kabinet@example.ru"}


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"smtp_user": "kabinet"}, "console-smtp-half"),
        ({"smtp_password": "hush"}, "console-smtp-half"),
        ({"smtp_tls": "none"}, "console-smtp-plain"),
    ],
)
def test_settings_of_mail_belong_together(more: dict[str, str], key: str) -> None:
    assert refused(**MAIL, **more) == [key]


def test_mail_goes_in_clear_on_this_machine_alone_and_its_password_to_no_log() -> None:
    assert settings.read(**MAIL | {"smtp_host": "127.0.0.1", "smtp_tls": "none"}).smtp_tls == "none"
    assert "hush" in settings.read(**MAIL, smtp_user="kabinet", smtp_password="hush").secrets()


def test_each_wrong_setting_gets_a_sentence() -> None:
    assert refused(bot_token="x", log_level="loud") == ["console-setting-token", "console-setting-choice"]


@pytest.mark.parametrize("place", ["127.0.0.1:0", "localhost:9100", "[::1]:9100"])
def test_figures_are_read_here_without_a_token_and_elsewhere_with_one(place: str) -> None:
    assert settings.read(health_listen=place).metrics_token is None
    away = settings.read(health_listen="0.0.0.0:9100", metrics_token="hush-hush-hush-hush")
    assert "hush-hush-hush-hush" in away.secrets()


def test_plain_http_is_for_this_machine() -> None:
    for url in ("http://127.0.0.1:8081", "http://localhost:1", "http://[::1]:1/"):
        assert settings.read(bot_api_url=url).bot_api_url == url.rstrip("/")


def test_secrets_hide_in_every_writing() -> None:
    tree = settings.read(bot_token=TOKEN, database_url="postgresql://u:hush@db/k", sms_gateway="log")
    assert tree.sms_gateway is SmsGateway.LOG
    for writing in (repr(tree), str(tree), tree.model_dump_json()):
        assert TOKEN not in writing
        assert "hush" not in writing
    assert {TOKEN, "hush"} <= set(tree.secrets())


def test_a_webhook_has_a_secret_and_no_token_in_its_address() -> None:
    new, old = "n" * 16, "o" * 256
    tree = settings.read(webhook_url="https://hr.example.ru/x/", webhook_secret=f"{new}, {old}", bot_token=TOKEN)
    assert (tree.webhook_url, tree.webhook_secrets()) == ("https://hr.example.ru/x", [new, old])
    assert {new, old} <= set(tree.secrets())
    assert new not in repr(tree)
    assert settings.read().webhook_secrets() == []
    for url in (f"https://hr.example.ru/{TOKEN}", f"https://hr.example.ru/{TOKEN.replace(':', '%3A')}"):
        assert refused(webhook_url=url, webhook_secret=new, bot_token=TOKEN) == ["console-webhook-token"]
    assert settings.read(webhook_listen="[::1]:8081").webhook_listen == "[::1]:8081"
