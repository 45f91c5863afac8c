"""Files both ways: sizes at the limits, lost originals, what the page may open."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.types import BufferedInputFile
from aiohttp import ClientSession

from sandbox.app import Running
from sandbox.client import Phone, Refused, World
from sandbox.files import clean_name, image_pixels, picture_type
from tests.sandbox.conftest import TOKEN
from tests.sandbox.pictures import PNG, png

MB = 1024 * 1024


async def file_id(bot: Bot) -> str:
    message = (await bot.get_updates(offset=-1))[0].message
    assert message is not None
    assert message.document is not None
    return message.document.file_id


async def test_download_up_to_20_mb(bot: Bot, box: Running, anna: Phone) -> None:
    await anna.upload("20.bin", bytes(20 * MB), "application/octet-stream")
    file = await bot.get_file(await file_id(bot))
    assert file.file_size == 20 * MB
    assert file.file_path is not None
    assert len((await bot.download_file(file.file_path)).read()) == 20 * MB  # type: ignore[union-attr]
    await anna.upload("21.bin", bytes(21 * MB), "application/octet-stream")
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(await file_id(bot))
    row = box.world.files.find(await file_id(bot))
    assert row is not None
    async with ClientSession() as session, session.get(f"{box.api}/file/bot{TOKEN}/{row['path']}") as response:
        assert response.status == 404


async def test_upload_up_to_50_mb(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_document(anna.id, BufferedInputFile(bytes(50 * MB), "50.bin"))
    assert sent.document is not None
    assert sent.document.file_size == 50 * MB
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(anna.id, BufferedInputFile(bytes(50 * MB + 1), "51.bin"))
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(anna.id, BufferedInputFile(bytes(63 * MB), "63.bin"))
    with pytest.raises(TelegramBadRequest, match="too big for a photo"):
        await bot.send_photo(anna.id, BufferedInputFile(PNG + bytes(10 * MB), "p.png"))


async def test_what_a_person_cannot_send(anna: Phone) -> None:
    with pytest.raises(Refused, match="empty"):
        await anna.upload("0.txt", b"", "text/plain")
    with pytest.raises(Refused, match="60 MB"):
        await anna.upload("61.bin", bytes(61 * MB), "application/octet-stream")
    with pytest.raises(Refused, match="60 MB"):
        await anna.upload("63.bin", bytes(63 * MB), "application/octet-stream")
    with pytest.raises(Refused, match="no picture"):
        await anna.upload("p.png", b"text", "image/png", photo=True)


async def test_lost_original(bot: Bot, world: World, anna: Phone) -> None:
    await anna.upload("справка.pdf", b"%PDF", "application/pdf")
    lost = await file_id(bot)
    path = (await bot.get_file(lost)).file_path
    await world.faults(drop_file=lost)
    with pytest.raises(TelegramBadRequest, match="file is temporarily unavailable"):
        await bot.get_file(lost)
    async with ClientSession() as session, session.get(bot.session.api.file_url(TOKEN, path or "")) as response:
        assert response.status == 404


async def test_page_opens_only_pictures(box: Running, anna: Phone, world: World) -> None:
    evil = b"<script>alert(1)</script>"
    await anna.upload("../../evil.html", evil, "text/html")
    await anna.upload("справка.png", PNG, "image/png")
    page, picture = (message["document"] for message in (await anna.messages())[-2:])
    assert page["file_name"] == "evil.html"
    async with ClientSession() as session:
        async with session.get(box.url + page["url"]) as response:
            assert response.content_type == "application/octet-stream"
            assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''evil.html"
            assert "sandbox" in response.headers["Content-Security-Policy"]
            assert await response.read() == evil
        async with session.get(box.url + picture["url"]) as response:
            assert response.content_type == "image/png"
            assert response.headers["Content-Disposition"].startswith("inline")
        async with session.get(box.url + "files/none") as response:
            assert response.status == 404


def test_names_of_files() -> None:
    assert clean_name("C:\\tmp\\a\nb\x00.txt") == "ab.txt"
    assert clean_name("/") == "file"
    assert len(clean_name("x" * 1000)) == 255


def test_pictures_are_known_by_their_bytes() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x10\x00\x20\x03" + bytes(20)
    assert image_pixels(png(7, 5)) == (7, 5)
    assert image_pixels(jpeg) == (32, 16)
    assert image_pixels(b"GIF89a\x03\x00\x04\x00") == (3, 4)
    assert image_pixels(b"\x89PNG\r\n\x1a\n") is None
    assert image_pixels(b"\xff\xd8\xff") is None
    assert picture_type(b"RIFF1234WEBPVP8 ") == "image/webp"
    assert picture_type(b"RIFF1234WAVE") is None
