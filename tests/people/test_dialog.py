"""The conversations, by typing and pressing: activation, gate, settings."""

from __future__ import annotations

import asyncio

from aiogram.methods import AnswerCallbackQuery, DeleteMessage, SendMessage
from aiogram.types import Contact

from dialogs import states
from storage.people import Employee
from tests.people import CHANNEL, company, employee
from tests.people.phone import Phone
from tests.people.room import ACCESS, WRONG
from tests.people.stage import Stage, done

WORDS_AT = -4
"""Where the offered words stand among the buttons, before «Отмена»."""


async def _anna(stage: Stage) -> Employee:
    return await employee(stage.room.db, await company(stage.room.db), "1", phone="+79161234567")


async def _inside(stage: Stage, user: int = 11) -> tuple[Employee, Phone]:
    """Anna, whose chat is bound, with the menu on her screen and the door shut."""
    anna = await _anna(stage)
    actor = await stage.room.activate(anna, str(user))
    await stage.room.doors.close(actor, stage.room.press())
    phone = stage.phone(user)
    await phone.type("/start")
    return anna, phone


async def test_from_a_link_to_the_menu(stage: Stage) -> None:
    anna = await _anna(stage)
    key, phone = await stage.room.key(anna), stage.phone(11)
    await phone.type(f"/start key-{key}")
    assert "ООО «Пример»" in phone.text
    assert "+7 ••• •••-45-67" in phone.text
    assert "Мы никогда не просим коды Госуслуг и банков" in phone.text
    await phone.tap((await stage.room.sms())["code"], done=False)
    assert "Придумайте код входа" in phone.text
    await phone.tap(ACCESS)
    assert "ещё раз" in phone.text
    await phone.tap(ACCESS)
    assert "кодовое слово" in phone.text
    word = phone.buttons[0]
    await phone.press(word)
    assert phone.text == "ГЛАВНОЕ"
    who = await stage.room.chats.who(CHANNEL, "11")
    assert who is not None
    assert who.actor is not None
    assert who.actor.employee_id == anna.id
    assert who.chat.word == word
    assert [message.text for message in phone.messages] == ["ГЛАВНОЕ"]  # the key left, one live message stayed


async def test_typed_key_typed_code_own_word(stage: Stage) -> None:
    key, phone = await stage.room.key(await _anna(stage)), stage.phone(11)
    await phone.type("Здравствуйте")
    assert "Пришлите сообщением ключ" in phone.text
    await phone.type("опять не ключ")
    assert "На ключ это не похоже" in phone.text
    await phone.type(f"  {key.lower().replace('-', ' ')} ")
    code = (await stage.room.sms())["code"]
    await phone.type("какой код?")
    assert "нет кода из шести цифр" in phone.text
    await phone.type(f"Код для кабинета: {code}. Никому его не сообщайте")
    await phone.tap(ACCESS)
    await phone.tap(ACCESS)
    await phone.type("<b>1")
    assert "от 3 до 24 букв" in phone.text
    await phone.type("рыжий кот")
    assert phone.text == "ГЛАВНОЕ"
    texts = [message.text for message in phone.messages]
    assert texts == ["Здравствуйте", "ГЛАВНОЕ"]  # every secret left the chat


async def test_a_wrong_key_a_wrong_code_and_a_code_too_soon_are_told_on_the_screen(stage: Stage) -> None:
    key, phone = await stage.room.key(await _anna(stage)), stage.phone(11)
    await phone.type("/start key-ACEH-KMPT-XY83-852")
    assert "Этот ключ не подходит" in phone.text
    await phone.type(f"/start key-{key}")
    code = (await stage.room.sms())["code"]
    await phone.type("000000" if code != "000000" else "111111")
    assert "Осталось 4 попытки" in phone.text
    await phone.press("Новый код через 1:00")
    assert "Новый код можно послать через 1:00" in phone.text
    stage.room.clock.forward(seconds=61)
    await phone.press("Новый код")
    fresh = (await stage.room.sms())["code"]
    await phone.type(fresh)
    assert "Придумайте код входа" in phone.text


async def test_the_same_link_again_goes_on_where_it_was(stage: Stage) -> None:
    key, phone = await stage.room.key(await _anna(stage)), stage.phone(11)
    await phone.type(f"/start key-{key}")
    await phone.type((await stage.room.sms())["code"])
    await phone.type(f"/start key-{key}")
    assert "Придумайте код входа" in phone.text


async def test_activation_goes_on_after_a_restart(stage: Stage) -> None:
    key, phone = await stage.room.key(await _anna(stage)), stage.phone(11)
    await phone.type(f"/start key-{key}")
    code = (await stage.room.sms())["code"]
    await phone.tap(code[:3], done=False)
    stage.restart()
    await phone.tap(code[3:], done=False)
    assert "Придумайте код входа" in phone.text


async def test_weak_and_different_access_codes(stage: Stage) -> None:
    key, phone = await stage.room.key(await _anna(stage)), stage.phone(11)
    await phone.type(f"/start key-{key}")
    await phone.type((await stage.room.sms())["code"])
    await phone.tap("12")
    assert "от 4 до 8 цифр" in phone.text
    await phone.tap("1234")
    assert "угадают первым" in phone.text
    await phone.tap(ACCESS)
    await phone.tap(WRONG)
    assert "Коды не совпали" in phone.text
    await phone.type(ACCESS)
    assert "Код входа не пишут в чат" in phone.text
    await phone.tap(ACCESS)
    await phone.type(ACCESS)  # typed instead of tapped: chosen anew
    assert "Придумайте код входа" in phone.text
    assert ACCESS not in [message.text for message in phone.messages]


async def test_the_pad_answers_with_toasts_and_one_edit_at_the_end(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.press("Тайное")
    before = phone.edits()
    await phone.tap("483", done=False)
    await phone.press("⌫")
    await phone.tap("317", done=False)
    assert phone.edits() == before
    assert phone.toasts[-7:] == ["●", "●●", "●●●", "●●", "●●●", "●●●●", "●●●●●"]
    await phone.press("Готово")
    assert phone.edits() == before + 1
    assert phone.text == "ТАЙНОЕ"
    await phone.press("Назад")
    await phone.press("Настройки")
    await phone.press("Сменить код входа")
    await phone.press("⌫")
    assert phone.toasts[-1] == "Пока пусто"


async def test_an_erasure_handled_twice_erases_one_digit(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.press("Тайное")
    await phone.tap("483", done=False)
    await phone.press("⌫")
    await phone.again()
    assert phone.toasts[-2:] == ["●●", "●●"]


async def test_ten_presses_at_once_keep_every_digit(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.press("Тайное")
    await asyncio.gather(*(phone.press("7") for _ in range(10)))
    assert phone.toasts[-1] == "●" * 8
    assert sorted(map(len, phone.toasts[-10:])) == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8]


async def test_no_digit_travels_in_callback_data(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.press("Тайное")
    markup = phone.live.reply_markup
    assert markup is not None
    data = [button.callback_data or "" for row in markup.inline_keyboard for button in row]
    assert all(len(item.encode()) <= 64 for item in data)
    digits = {button.text: button.callback_data for row in markup.inline_keyboard for button in row}
    assert len(set(digits.values())) == len(digits)
    await phone.press("Отмена")
    await phone.press("Тайное")
    again = phone.live.reply_markup
    assert again is not None
    assert markup.inline_keyboard[0][0].callback_data != again.inline_keyboard[0][0].callback_data


async def test_the_gate_goes_on_with_the_press_that_led_to_it(stage: Stage) -> None:
    anna, phone = await _inside(stage)
    await phone.press("Дело")
    assert done == []
    assert "рябина" in phone.text  # the code word: this is the real bot
    await phone.tap(ACCESS)
    assert done == [str(anna.id)]
    assert phone.text == "ГЛАВНОЕ"
    await phone.press("Тайное")  # open now: no code
    assert phone.text == "ТАЙНОЕ"
    await phone.press("Назад")
    await phone.press("Важное дело")  # asks even before an open door
    assert "Введите код входа" in phone.text
    await phone.tap(ACCESS)
    assert done == [str(anna.id)] * 2
    stage.room.clock.forward(minutes=11)
    await phone.press("Тайное")
    assert "Введите код входа" in phone.text
    await phone.press("Отмена")
    assert phone.text == "ГЛАВНОЕ"


async def test_five_wrong_access_codes_ask_for_an_sms_code_and_buy_five_more(stage: Stage) -> None:
    _, phone = await _inside(stage)
    stage.room.clock.forward(minutes=2)
    await phone.press("Тайное")
    for left in ("Осталось 4", "Осталось 3", "Осталось 2", "Осталась 1"):
        await phone.tap(WRONG)
        assert left in phone.text
    await phone.tap(WRONG)
    assert "Пять неверных кодов подряд" in phone.text
    assert "+7 ••• •••-45-67" in phone.text
    await phone.press("Назад")
    await phone.tap(ACCESS)  # the right one does not help now
    assert "Пять неверных кодов подряд" in phone.text
    await phone.type((await stage.room.sms())["code"])
    assert "снова пять попыток" in phone.text
    await phone.tap(ACCESS)
    assert phone.text == "ТАЙНОЕ"


async def test_a_code_typed_into_the_gate_leaves_the_chat_and_must_be_changed(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.press("Тайное")
    await phone.type(WRONG)
    assert "Код входа не пишут в чат" in phone.text
    await phone.type(ACCESS)
    assert "код больше не тайна" in phone.text
    await phone.press("Отмена")
    await phone.tap(ACCESS)  # still the right one, but it opens nothing before it is changed
    assert "код больше не тайна" in phone.text
    await phone.tap(WRONG)
    await phone.tap(WRONG)
    assert phone.text == "ТАЙНОЕ"
    assert not {ACCESS, WRONG} & {message.text for message in phone.messages}


async def test_digits_typed_where_nothing_is_asked_leave_the_chat(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.type("90275")
    assert "Цифры, похожие на код, удалили" in (phone.messages[-1].text or "")
    await phone.type(ACCESS)
    assert "код больше не тайна" in phone.text
    assert not {ACCESS, "90275"} & {message.text for message in phone.messages}


async def test_settings_show_whose_chat_it_is_and_change_what_opens_it(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.press("Настройки")
    for part in ("Смирнова Анна Сергеевна", "ООО «Пример»", "+7 ••• •••-45-67", "рябина"):
        assert part in phone.text
    assert "Закрыть доступ сейчас" not in phone.buttons  # it is shut
    await phone.press("Сменить код входа")
    await phone.tap(WRONG)
    assert "Осталось 4 попытки" in phone.text
    await phone.tap(ACCESS)
    await phone.tap(WRONG)
    await phone.tap(WRONG)
    assert "Код входа сменили" in phone.text
    await phone.press("Закрыть доступ сейчас")
    assert "Доступ закрыт" in phone.text
    await phone.press("Сменить кодовое слово")
    await phone.tap(WRONG)
    await phone.type("маяк")
    assert "Кодовое слово сменили" in phone.text
    assert "маяк" in phone.text


async def test_a_second_employment_joins_by_the_access_code(stage: Stage) -> None:
    _, phone = await _inside(stage)
    second = await company(stage.room.db, "7700000002", name="ООО «Второе»")
    also = await employee(stage.room.db, second, "9", phone="+79161234567")
    await phone.type(await stage.room.key(also))
    await phone.type((await stage.room.sms())["code"])
    assert "Добавить к нему работу в <b>ООО «Второе»</b>" in phone.text
    await phone.press("Добавить")
    assert "Введите код входа" in phone.text
    await phone.tap(ACCESS)
    assert phone.text == "ГЛАВНОЕ"
    assert (await stage.room.who("11")).employee_id == also.id


async def test_a_press_on_an_old_pad_is_stale_and_does_nothing(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.press("Тайное")
    markup = phone.live.reply_markup
    assert markup is not None
    old = markup.inline_keyboard[0][0].callback_data or ""
    await phone.tap(WRONG)
    await phone.press_data(old)
    assert phone.toasts[-1].startswith("Эта кнопка устарела")


async def test_done_pressed_twice_is_one_try(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.press("Тайное")
    await phone.tap(WRONG, done=False)
    done_button = next(b for row in phone.live.reply_markup.inline_keyboard for b in row if b.text == "Готово")  # type: ignore[union-attr]
    message = phone.live
    await asyncio.gather(*(phone.press_data(done_button.callback_data or "", message) for _ in range(2)))
    await phone.tap(WRONG)
    assert "Осталось 3 попытки" in phone.text


async def test_a_stranger_is_led_to_the_key_whatever_he_sends(stage: Stage) -> None:
    phone = stage.phone(99)
    for text in ("/start", "/start open-abc", "/start key-", "/start do-1", "1234", "🙂", "\u202eабв", "x" * 4096):
        await phone.type(text)
        assert "Пришлите сообщением ключ" in phone.text
    contact = Contact(phone_number="+79161234567", first_name="Чужой", user_id=1)
    await phone.feed(message=stage.messenger.put(stage.bot, 99, phone.user, contact=contact))
    assert "Пришлите сообщением ключ" in phone.text


async def test_somebody_dismissed_is_led_to_the_key(stage: Stage) -> None:
    anna, phone = await _inside(stage)
    async with stage.room.db.write() as session:
        (await session.merge(anna)).dismissed_on = stage.room.clock.now().date()
    await phone.type("что там?")
    assert "Пришлите сообщением ключ" in phone.text
    assert not any(button.startswith("Главное") for button in phone.buttons)


async def test_somebody_dismissed_and_hired_again_activates_in_the_same_chat(stage: Stage) -> None:
    anna, phone = await _inside(stage)
    async with stage.room.db.write() as session:
        (await session.merge(anna)).dismissed_on = stage.room.clock.now().date()
    second = await company(stage.room.db, "7700000002", name="ООО «Второе»")
    also = await employee(stage.room.db, second, "9", phone="+79161234567")
    await phone.type(f"/start key-{await stage.room.key(also)}")
    await phone.type((await stage.room.sms())["code"])
    assert "Придумайте код входа" in phone.text
    await phone.tap(WRONG)
    await phone.tap(WRONG)
    await phone.press(phone.buttons[0])
    assert phone.text == "ГЛАВНОЕ"
    assert (await stage.room.who("11")).employee_id == also.id


async def test_a_moved_chat_is_led_to_the_key(stage: Stage) -> None:
    anna, phone = await _inside(stage)
    stage.room.clock.forward(minutes=5)
    await stage.room.activate(anna, "12")
    await phone.press("Тайное")
    assert "недоступно" in phone.toasts[-1]
    await phone.type("/start")
    assert "Пришлите сообщением ключ" in phone.text


async def test_every_press_is_answered_first_with_its_own_words(stage: Stage) -> None:
    _, phone = await _inside(stage)
    await phone.press("Тайное")
    stage.messenger.calls.clear()
    await phone.press("5")
    first = stage.messenger.calls[0]
    assert isinstance(first, AnswerCallbackQuery)
    assert first.text == "●"
    assert not any(isinstance(call, SendMessage | DeleteMessage) for call in stage.messenger.calls)


def test_widget_ids_are_unique_across_each_dialog() -> None:
    from dialogs.access_code import access_code_dialog
    from dialogs.activation import activation_dialog
    from dialogs.gate import gate_dialog
    from dialogs.settings import settings_dialog

    for dialog in (access_code_dialog, activation_dialog, gate_dialog, settings_dialog):
        ids = [widget for window in dialog.windows.values() for widget in _ids(window.keyboard)]
        assert len(ids) == len(set(ids)), dialog
    assert states.AccessCode.old.state == "AccessCode:old"


def _ids(widget: object) -> list[str]:
    below = [*getattr(widget, "buttons", ()), *([widget.third] if hasattr(widget, "third") else [])]
    own = getattr(widget, "widget_id", None)
    return [*([own] if own else []), *(found for one in below for found in _ids(one))]
