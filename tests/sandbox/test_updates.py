"""What people do reaches the bot as Telegram would tell it; three decoders judge each update (see ``strict``)."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramMigrateToChat
from aiogram.types import InaccessibleMessage, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from sandbox.app import Running
from sandbox.client import Phone, Refused, World
from tests.sandbox.conftest import GROUP
from tests.sandbox.pictures import PNG

HR = f"group:{GROUP}"
KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])
EVERYTHING = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]


async def newest(bot: Bot) -> Update:
    return (await bot.get_updates(offset=-1))[-1]


async def texts(bot: Bot) -> list[str | None]:
    return [update.message.text for update in await bot.get_updates() if update.message]


async def test_start_with_a_key(bot: Bot, world: World) -> None:
    anna = world.phone(1001)
    await anna.start("key-XXXX_1")
    message = (await newest(bot)).message
    assert message is not None
    assert (message.text, message.chat.type, message.chat.id) == ("/start key-XXXX_1", "private", 1001)
    assert message.from_user is not None
    assert message.from_user.full_name == "Анна Смирнова"
    assert [(e.type, e.offset, e.length) for e in message.entities or []] == [("bot_command", 0, 6)]
    with pytest.raises(Refused, match="64"):
        await anna.start("с пробелом")


async def test_files_contacts_and_corrections(bot: Bot, anna: Phone) -> None:
    await anna.upload("справка.pdf", b"%PDF-1.4", "application/pdf", caption="вот #справка")
    document = (await newest(bot)).message
    assert document is not None
    assert document.document is not None
    assert document.document.file_name == "справка.pdf"
    assert document.caption_entities is not None
    await anna.upload("p.png", PNG, "image/png", photo=True)
    await anna.contact()
    own = (await newest(bot)).message
    assert own is not None
    assert own.contact is not None
    assert (own.contact.phone_number, own.contact.user_id) == ("79160000001", 1001)
    await anna.contact(of=1002, forwarded=True)
    foreign = (await newest(bot)).message
    assert foreign is not None
    assert foreign.contact is not None
    assert foreign.contact.user_id == 1002
    assert foreign.forward_origin is not None
    number = await anna.send("было")
    await anna.edit(number, "стало")
    edited = (await newest(bot)).edited_message
    assert edited is not None
    assert edited.text == "стало"
    await anna.delete(number)
    assert (await newest(bot)).edited_message is not None, "bots are not told of deletions"


async def test_a_press(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "да?", reply_markup=KEYBOARD)
    await anna.press("Да", wait=False)
    query = (await newest(bot)).callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("yes", 1001)
    assert isinstance(query.message, Message)
    assert query.message.message_id == sent.message_id
    with pytest.raises(Refused, match="no button"):
        await anna.press_data("forged", None, sent.message_id, wait=False, forge=False)
    await anna.press_data("forged", None, sent.message_id, wait=False)
    forged = (await newest(bot)).callback_query
    assert forged is not None
    assert forged.data == "forged"
    await bot.delete_message(anna.id, sent.message_id)
    await anna.press_data("yes", None, sent.message_id, wait=False)
    gone = (await newest(bot)).callback_query
    assert gone is not None
    assert isinstance(gone.message, InaccessibleMessage)


async def test_blocking_and_coming_back(bot: Bot, anna: Phone) -> None:
    await anna.block()
    blocked = (await newest(bot)).my_chat_member
    assert blocked is not None
    assert (blocked.old_chat_member.status, blocked.new_chat_member.status) == ("member", "kicked")
    with pytest.raises(Refused, match="blocked"):
        await anna.send("не дойдёт")
    await anna.start()
    kinds = [update.event_type for update in await bot.get_updates()]
    assert kinds[-2:] == ["my_chat_member", "message"]


async def test_long_text_comes_in_pieces(bot: Bot, anna: Phone) -> None:
    await anna.send("я" * 4095 + "😀" + "ю" * 100_000)
    found = [text for text in await texts(bot) if text and text != "/start"]
    assert "".join(found) == "я" * 4095 + "😀" + "ю" * 100_000
    assert all(len(text.encode("utf-16-le")) // 2 <= 4096 for text in found)
    with pytest.raises(Refused, match="empty"):
        await anna.send(" \n\t\x00 ")


async def test_control_characters_are_cleaned(bot: Bot, anna: Phone) -> None:
    await anna.send("а\x00б\rв\u202eг\tд")
    assert (await texts(bot))[-1] == "а бвг д"


async def test_unconfirmed_updates_come_again(bot: Bot, anna: Phone) -> None:
    await anna.send("раз")
    await anna.send("два")
    first = await bot.get_updates()
    assert [u.update_id for u in await bot.get_updates()] == [u.update_id for u in first]
    assert [u.update_id for u in first] == list(range(first[0].update_id, first[0].update_id + 3))
    rest = await bot.get_updates(offset=first[1].update_id + 1)
    assert rest[0].message is not None
    assert [rest[0].message.text, len(rest)] == ["два", 1]
    assert len(await bot.get_updates(limit=1)) == 1
    assert await bot.get_updates(offset=first[-1].update_id + 1) == []


async def test_updates_older_than_a_day_are_gone(bot: Bot, anna: Phone, world: World) -> None:
    await world.faults(clock_ahead=24 * 3600 + 60)
    assert await bot.get_updates() == []


async def test_long_poll_wakes_at_once(bot: Bot, world: World) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    await world.phone(1001).start()
    async with asyncio.timeout(2):
        assert len(await poll) == 1


async def test_second_poller_ends_the_first(bot: Bot, anna: Phone) -> None:
    await bot.get_updates(offset=(await newest(bot)).update_id + 1)
    first = asyncio.create_task(bot.get_updates(offset=0, timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.get_updates(offset=0, timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    await anna.send("кому?")
    assert len(await second) == 1


async def test_only_kinds_asked_for(bot: Bot, anna: Phone) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["callback_query"])
    await anna.send("никому")
    sent = await bot.send_message(anna.id, "да?", reply_markup=KEYBOARD)
    await anna.press_data("yes", None, sent.message_id, wait=False)
    kinds = [update.event_type for update in await bot.get_updates()]
    assert kinds == ["message", "callback_query"], "what was queued before stays, new messages do not come"


async def test_privacy_mode(bot: Bot, world: World, boris: Phone) -> None:
    sent = await bot.send_message(GROUP, "карточка")
    for words in (
        "просто разговор",
        "@kabinet_demo_bot привет",
        "/queue@other_bot",
        "/queue",
        "/find@kabinet_demo_bot x",
    ):
        await boris.send(words, HR)
    await boris.send("ответ", HR, reply_to=sent.message_id)
    assert await texts(bot) == ["/queue", "/find@kabinet_demo_bot x", "ответ"]
    await world.member(GROUP, 1, admin=True)
    await boris.send("теперь видно", HR)
    assert (await texts(bot))[-1] == "теперь видно"


async def test_members_come_and_go(bot: Bot, world: World) -> None:
    await bot.get_updates(allowed_updates=EVERYTHING)
    await world.member(GROUP, 1003)
    await world.member(GROUP, 1, admin=True)
    await world.member(GROUP, 1003, present=False)
    await world.member(GROUP, 1, present=False, kicked=True)
    await world.member(GROUP, 1001, present=False)
    found = [(update.event_type, update.event) for update in await bot.get_updates()]
    assert [kind for kind, _ in found] == [
        "message",  # Вера came; no chat_member for a bot that is no administrator
        "my_chat_member",
        "chat_member",
        "message",
        "my_chat_member",
        "message",
    ]
    assert found[0][1].new_chat_members[0].id == 1003
    assert found[2][1].new_chat_member.status == "left"
    assert found[4][1].new_chat_member.status == "kicked"
    assert found[5][1].left_chat_member.id == 1


async def test_group_becomes_supergroup(bot: Bot, box: Running, world: World, boris: Phone) -> None:
    new = await world.upgrade(GROUP)
    old, fresh = [update.message for update in await bot.get_updates()]
    assert old is not None
    assert fresh is not None
    assert (old.migrate_to_chat_id, fresh.migrate_from_chat_id) == (new, GROUP)
    assert (await bot.get_chat(new)).type == "supergroup"
    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(GROUP, "в старую")
    assert moved.value.migrate_to_chat_id == new
    sent = await bot.send_message(new, "переехали")
    await boris.see("переехали", f"group:{new}")
    assert sent.message_id == 2, "a supergroup counts its messages by itself"
    with pytest.raises(Refused, match="supergroup"):
        await boris.send("в старую", HR)
    assert [group["id"] for group in (await world.state())["groups"]] == [new]


async def test_people_keep_to_their_chats(boris: Phone, world: World) -> None:
    vera = world.phone(1003)
    with pytest.raises(Refused, match="not in group"):
        await vera.send("пустите", HR)
    with pytest.raises(Refused, match="not the chat"):
        await vera.send("чужое", "private:1001")
    with pytest.raises(Refused, match="no chat"):
        await vera.send("никуда", "group:-5")
    with pytest.raises(Refused, match="not this person's"):
        await boris.delete(1)


async def test_unknown_kind_of_poll(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="wrong file_id"):
        await bot.get_file("nonsense")
