"""Activation and the gate through the sandbox: real HTTP, real buttons, a clock that moves."""

from __future__ import annotations

from tests.stories.conftest import CODE, Town
from tests.stories.steps import activate, sms_code, tap


async def test_activation_with_every_stumble_on_the_way(house: Town) -> None:
    town = house
    phone = town.world.phone(1001)
    async with town.bot():
        await phone.start()
        await phone.see("Пришлите сообщением ключ")
        typed = await phone.send("ACEH-KMPT-XY83-852")
        await phone.see("Этот ключ не подходит")
        await phone.send(town.key.removeprefix("key-").lower())
        await phone.see("••• •••-")
        code = sms_code(await phone.sees_sms())
        await phone.send("000000" if code != "000000" else "111111")
        await phone.see("Осталось 4 попытки")
        await phone.press("Новый код через")
        await phone.see("Новый код можно послать через")
        for digit in code[:4]:
            await phone.press(digit)
    async with town.bot():  # a restart between two digits
        answers = [await phone.press(digit) for digit in code[4:]]
        assert answers[0] is not None
        assert answers[0].text == "●" * 5
        await phone.see("Придумайте код входа")
        await tap(phone, "1234")
        await phone.see("угадают первым")
        await tap(phone, "90275")
        await phone.see("ещё раз")
        await phone.send("90275")
        await phone.see("Код входа не пишут в чат")
        for _ in range(2):
            await tap(phone, "48317")
        await phone.see("Выберите кодовое слово")
        await phone.send("рыжий кот")
        await phone.see("Отпуск:")
        texts = [message.get("text", "") for message in await phone.messages()]
        assert not {code, "90275", "рыжий кот", "000000", "111111"} & set(texts)
        assert typed not in [message["message_id"] for message in await phone.messages()]


async def test_the_code_is_asked_again_after_idle_time_and_shows_the_code_word(town: Town) -> None:
    phone = await activate(town)
    await phone.press("Настройки")
    await phone.see("Телефон для кодов")
    await phone.press("Закрыть доступ сейчас")
    await phone.see("Доступ закрыт")
    await phone.press("Сменить кодовое слово")
    await phone.see("Введите код входа")
    await tap(phone, "90275")
    await phone.see("Осталось 4 попытки")
    await tap(phone, CODE)
    await phone.see("Новое кодовое слово")
    await phone.send("маяк")
    await phone.see("Кодовое слово: маяк")
    town.clock.forward(minutes=11)
    await phone.press("Сменить кодовое слово")
    await phone.see("Ваше кодовое слово: маяк")
    await phone.send(CODE)
    await phone.see("выберите другой")
    for _ in range(2):
        await tap(phone, "48317")
    await phone.see("Новое кодовое слово")
    assert CODE not in [message.get("text") for message in await phone.messages()]


async def test_a_stranger_learns_nothing_and_meets_waits(town: Town) -> None:
    thief = town.world.phone(1010)
    for number in range(5):
        await thief.start(f"key-ACEH-KMPT-XY83-85{number}")
        await thief.see("Этот ключ не подходит")
    await thief.start("key-ACEH-KMPT-XY83-857")
    await thief.see("Попробуйте через 0:30")
    await thief.start("open-AAAAAAAAAAAAAAAAAAAAAA")
    await thief.see("Пришлите сообщением ключ")
    assert await town.world.sms(thief.number) == []
