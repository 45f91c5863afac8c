"""What is played on the page; each scene has people of its own, so that no scene depends on another."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.sandbox_page.stage import Stage, begin, begun, key, phone, say


def toast_and_alert(stage: Stage) -> None:
    with stage.page(1001) as page:
        one = phone(page)
        menu = begin(one)
        key(menu, "Тост").click()
        expect(one.get_by_role("status").get_by_text("Слово")).to_be_visible()
        key(menu, "Окно").click()
        alert = one.get_by_role("alertdialog")
        expect(alert).to_contain_text("Слово")
        expect(alert.get_by_role("button")).to_be_focused()
        page.keyboard.press("Escape")
        expect(alert).to_have_count(0)
        expect(key(menu, "Окно")).to_be_focused()


def edit_in_place(stage: Stage) -> None:
    with stage.page(1002) as page:
        one = phone(page)
        begin(one)
        say(one, "/many")
        expect(one.locator("[data-message]", has_text="Главное")).to_have_count(2)
        menu = one.locator("[data-message]", has_text="Главное").last
        expect(menu).to_be_in_viewport()
        one.locator("[data-role=input]").fill("черновик")
        node = menu.element_handle()
        key(menu, "Правка 1").focus()
        page.keyboard.press("Enter")
        expect(key(menu, "Правка 1")).to_have_attribute("aria-busy", "true")
        expect(menu).to_contain_text("Правок: 1")
        expect(menu.locator("[data-role=edited]")).to_have_text("изменено")
        assert node.evaluate("(node) => node.isConnected")
        expect(key(menu, "Правка 2")).to_be_focused()
        expect(one.locator("[data-role=input]")).to_have_value("черновик")


def scroll_stays(stage: Stage) -> None:
    with stage.page(1003) as page:
        one = phone(page)
        begin(one)
        say(one, "/many")
        expect(one.locator("[data-message]", has_text="Главное")).to_have_count(2)
        log = one.locator("[data-role=log]")
        log.hover()
        page.mouse.wheel(0, -5000)
        expect(one.get_by_role("button", name="К последнему сообщению")).to_be_visible()
        key(one.locator("[data-message]", has_text="Главное").first, "Файл").click()
        expect(one.locator(".to-end .badge")).to_have_text("1")
        assert log.evaluate("(node) => node.scrollTop") == 0
        one.get_by_role("button", name="К последнему сообщению").click()
        expect(one.locator("[data-message]").last).to_be_in_viewport()
        with page.expect_download() as download:
            one.get_by_role("link", name="Скачать Заявление.pdf").click()
        assert download.value.path().read_bytes() == b"%PDF-1.4 page"


def deep_link_and_sms(stage: Stage) -> None:
    with stage.page(1004) as page:
        one = phone(page)
        page.locator("[data-role=hint]").first.click()
        expect(one.locator("[data-message]").last).to_contain_text("Ссылка открыта: key-1")
        banner = one.locator("[data-role=sms-banner]")
        expect(banner).to_contain_text("код 482913")
        banner.locator("[data-role=sms-code]").click()
        expect(banner).to_have_count(0)
        expect(one.locator("[data-role=input]")).to_have_value("482913")
        say(one, "/link")
        one.get_by_role("button", name="Показать скрытое").click()
        expect(one.get_by_text("тайна")).to_be_visible()
        one.get_by_role("link", name="Открыть заявку").click()
        expect(one.locator("[data-message]").last).to_contain_text("Ссылка открыта: open-7")
        one.locator("[data-role=sms-tab]").click()
        expect(one.locator("[data-role=sms] [data-sms]")).to_have_count(2)


def contact(stage: Stage) -> None:
    with stage.page(1005) as page:
        one = phone(page)
        begin(one)
        say(one, "/number")
        keyboard = one.locator("[data-role=reply-keyboard]")
        keyboard.get_by_role("button", name="Поделиться номером").click()
        expect(one.get_by_role("dialog")).to_contain_text("+79160000005")
        one.get_by_role("dialog").get_by_role("button", name="Поделиться").click()
        expect(one.locator("[data-message]").last).to_contain_text("Номер Ваш")
        expect(keyboard).to_be_hidden()


def upload(stage: Stage) -> None:
    with stage.page(1006) as page:
        one = phone(page)
        begin(one)
        one.get_by_role("button", name="Прикрепить").click()
        with page.expect_file_chooser() as chooser:
            one.get_by_role("menuitem", name="Файл").click()
        chooser.value.set_files({"name": "справка.txt", "mimeType": "text/plain", "buffer": b"12345"})
        dialog = one.get_by_role("dialog")
        dialog.get_by_label("Подпись").fill("для банка")
        dialog.get_by_role("button", name="Отправить").click()
        expect(one.locator("[data-message]").last).to_contain_text("Получено: справка.txt, 5 Б, для банка")
        expect(one.get_by_role("button", name="Ответ на сообщение: Егор")).to_be_visible()


def keyboard_only(stage: Stage) -> None:
    with stage.page(1007) as page:
        one = phone(page)
        one.locator("[data-role=start]").press("Enter")
        menu = one.locator("[data-message]", has_text="Главное").last
        expect(menu).to_be_visible()
        one.locator("[data-role=log]").focus()
        for step in ("Tab", "Tab", "ArrowDown", "Enter"):  # the command in the own message is a stop too
            page.keyboard.press(step)
        expect(one.get_by_role("alertdialog")).to_be_visible()
        page.keyboard.press("Enter")
        one.locator("[data-role=input]").press_sequentially("/nu")
        expect(one.locator("[data-role=command-menu]").get_by_role("option")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(one.locator("[data-message]").last).to_contain_text("Нужен номер")


def hostile_and_long_text(stage: Stage) -> None:
    with stage.page(1008) as page:
        one = phone(page)
        begin(one)
        say(one, "<img src=x onerror=alert(1)><b>не жирно</b>")
        expect(one.locator(".is-own").last).to_contain_text("<b>не жирно</b>")
        say(one, "слово " * 1000)
        expect(one.locator(".is-own", has_text="слово")).to_have_count(2)
        one.get_by_role("button", name="Меню чата").click()
        one.get_by_role("menuitem", name="Заблокировать бота").click()
        one.get_by_role("dialog").get_by_role("button", name="Заблокировать").click()
        one.locator("[data-role=unblock]").click()
        expect(one.locator("[data-role=input]")).to_be_visible()
        own = one.locator(".is-own", has_text="не жирно")
        own.click(button="right")
        one.get_by_role("menuitem", name="Изменить").click()
        say(one, "совсем не жирно")
        expect(own).to_contain_text("совсем")
        expect(own.locator("[data-role=edited]")).to_be_visible()
        own.click(button="right")
        one.get_by_role("menuitem", name="Удалить").click()
        one.get_by_role("dialog").get_by_role("button", name="Удалить").click()
        expect(own).to_have_count(0)


def groups_and_people(stage: Stage) -> None:
    with stage.page(1010) as page:
        one, third = phone(page), phone(page, 2)
        one.locator('[data-chat="group:-1001"]').click()
        say(one, "привет")
        expect(third.locator('[data-chat="group:-1001"]')).to_contain_text("Клара: привет")
        expect(third.locator('[data-chat="group:-1001"] .badge')).to_have_text("1")
        third.locator('[data-chat="group:-1001"]').click()
        expect(third.locator("[data-message]")).to_contain_text("привет")
        third.locator("[data-role=back]").click()
        expect(third.locator('[data-chat="group:-1001"] .badge')).to_be_hidden()
        third.locator("[data-role=person]").select_option("1003")
        expect(third.locator("[data-message]", has_text="привет")).to_have_count(0)
        page.locator("[data-role=add-phone]").click()
        expect(page.locator("[data-phone]")).to_have_count(4)
        phone(page, 3).get_by_role("button", name="Убрать телефон").click()
        page.reload()
        expect(phone(page).locator("[data-role=person]")).to_have_value("1010")
        expect(page.locator("[data-phone]")).to_have_count(3)


def phone_width(stage: Stage) -> None:
    with stage.page(1001, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        expect(phone(page)).to_be_visible()
        expect(phone(page, 1)).to_be_hidden()
        page.locator("[data-tab='1']").tap()
        expect(phone(page, 1)).to_be_visible()
        expect(phone(page)).to_be_hidden()
        screen = phone(page, 1).locator(".screen").bounding_box()
        assert screen is not None
        assert (screen["width"], screen["height"] > 700) == (390, True)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert_reachable(page)


def assert_reachable(page: Page) -> None:
    """Whatever can be pressed is large enough for a finger and inside the screen."""
    boxes = [box for node in page.locator("button:visible:not(.bot-command)").all() if (box := node.bounding_box())]
    assert min(box["height"] for box in boxes) >= 28
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)


def reconnect(stage: Stage) -> None:
    with stage.page(1002) as page:
        one = phone(page)
        begun(one)
        one.locator("[data-role=input]").fill("недописано")
        before = one.locator("[data-message]").count()
        stage.kill_sandbox()
        expect(page.locator("[data-role=lost]")).to_be_visible()
        one.locator("[data-role=input]").press("Enter")
        expect(one.locator("[data-role=toast]")).to_contain_text("Нет связи")
        expect(one.locator("[data-role=input]")).to_have_value("недописано")
        stage.start_sandbox()
        expect(page.locator("[data-role=lost]")).to_be_hidden()
        expect(one.locator("[data-message]")).to_have_count(before)
        one.locator("[data-role=input]").press("Enter")
        expect(one.locator("[data-message]", has_text="недописано")).to_have_count(1)


SCENES = [
    toast_and_alert,
    edit_in_place,
    scroll_stays,
    deep_link_and_sms,
    contact,
    upload,
    keyboard_only,
    hostile_and_long_text,
    groups_and_people,
    phone_width,
    reconnect,
]
