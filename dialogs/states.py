"""The map of all conversations: one group a dialog, one state a window. Names are kept, running chats hold them."""

from __future__ import annotations

from aiogram.fsm.state import State, StatesGroup


class Activation(StatesGroup):
    """From a key to the menu."""

    key = State()
    code = State()
    choose = State()
    repeat = State()
    word = State()
    confirm = State()  # a second employment in a chat that has an access code already


class Gate(StatesGroup):
    """The access code, asked after idle time."""

    pad = State()
    code = State()  # after five failures: by SMS code


class AccessCode(StatesGroup):
    """Another access code: the present one, then a new one twice."""

    old = State()
    choose = State()
    repeat = State()


class Menu(StatesGroup):
    """«Главное»."""

    home = State()
    switch = State()


class Leave(StatesGroup):
    """Asking for leave."""

    kind = State()
    ground = State()
    first = State()
    last = State()
    summary = State()
    balance = State()  # how the remainder is reckoned, line by line
    substitute = State()
    comment = State()
    file = State()
    sent = State()


class Checks(StatesGroup):
    """Checking signatures."""

    files = State()
    verdict = State()


class Requests(StatesGroup):
    """«Мои заявки»."""

    list = State()
    card = State()
    details = State()
    withdraw = State()


class Tasks(StatesGroup):
    """«Мои задачи» of an officer, a manager or the director."""

    list = State()
    card = State()
    details = State()
    reason = State()
    hand = State()
    order_number = State()
    order_date = State()
    paper = State()


class Broadcasts(StatesGroup):
    """«Рассылки» of an administrator."""

    list = State()
    write = State()
    preview = State()
    progress = State()
    stop = State()


class Undelivered(StatesGroup):
    """«Недоставленные» of an officer."""

    list = State()
    case = State()


class Joining(StatesGroup):
    """«КЭДО» of an officer."""

    home = State()
    list = State()
    way = State()
    day = State()
    summary = State()
    receipt = State()


class OwnJoining(StatesGroup):
    """«Электронные документы» of an employee."""

    home = State()


class Certificates(StatesGroup):
    """«Моя подпись»."""

    home = State()
    details = State()
    revoke = State()
    sms = State()
    choose = State()
    repeat = State()
    old = State()


class Signatures(StatesGroup):
    """«На подпись»."""

    review = State()
    pin = State()
    result = State()


class Identities(StatesGroup):
    """«Подтвердить личность» of an officer."""

    list = State()
    case = State()
    refuse = State()


class Held(StatesGroup):
    """«Подписи сотрудников» of an officer."""

    list = State()
    case = State()
    reason = State()
    sure = State()


class Troubles(StatesGroup):
    """«Сбои» of an administrator."""

    list = State()
    trouble = State()


class Settings(StatesGroup):
    """/settings."""

    home = State()
    word = State()


class Help(StatesGroup):
    """/help."""

    home = State()


class Desk(StatesGroup):
    """Confirming an HR group in private."""

    confirm = State()
