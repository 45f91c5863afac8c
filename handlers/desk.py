"""The card of any request: what it shows, its buttons, and what a press does, in one file.

In the HR group the card holds presses only; rights come from the database, not from membership of the group. The same
card stands in the private chat of a manager, a director, or an officer whose company has no group. Buttons carry the
step they were drawn for: of two people who press at once one wins, the other is told who did.
"""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.deep_linking import create_deep_link
from dishka import FromDishka

from cabinet.access import Actor
from cabinet.errors import Invalid, NotAllowed
from cabinet.requests.decisions import Decisions, may_decide
from cabinet.requests.service import Requests, View, allowed
from dialogs import facts
from dialogs.access import short, unshort
from handlers.opening import OpenPress
from handlers.spoken import Spoken
from locales import html_key, plain_key
from storage.chats import Chat
from storage.requests import Holder, State, Verb

router = Router(name="desk")
REASONS = {Verb.RETURN: 3, Verb.DECLINE: 3}
"""How many ready reasons the group offers; own words are written in private."""


class Press(CallbackData, prefix="d"):
    """A button of a card: what to do, with which request, at which step."""

    verb: str
    request: str
    step: int
    reason: int = 0


class DeskCards:
    """Draws cards. ``bot`` is asked for its name once, for links into the private chat."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def at_desk(self, view: View, address: str, locale: str = "ru") -> Spoken:
        """The card in the HR group."""
        by_manager = view.undo is not None and view.undo.state_before is State.MANAGER
        rows = [] if by_manager else _undo_row(view, locale) or _office_rows(view, locale)
        me = await self.bot.me()
        ways = ["open"] if view.request.state is not State.ACCEPTED or view.undo else ["do", "open"]
        links = [_link(me.username or "", way, view, locale) for way in ways]
        return Spoken(address, card_text(view, locale), _markup(rows, links))

    async def for_person(self, view: View, actor: Actor, chat: Chat) -> Spoken:
        """The card in the private chat of whoever holds the request or held it."""
        may = allowed(actor, view.request)
        rows = _undo_row(view, chat.locale) if view.undo and view.undo.actor_id == actor.employee_id else []
        yes = next((verb for verb in (Verb.APPROVE, Verb.ACCEPT) if verb in may), None)
        if not rows and yes is not None:
            rows = _deciding_rows(view, yes, chat.locale)
        opens = InlineKeyboardButton(
            text=plain_key("common-open", chat.locale, {}), callback_data=OpenPress.of(view.request.id).pack()
        )
        words = [card_text(view, chat.locale), *(facts.worded(fact, chat.locale) for fact in view.facts.public)]
        return Spoken(chat.address, "\n".join(words), _markup(rows, [opens]))


def card_text(view: View, locale: str) -> str:
    """Headline, term, holder and the newest decision; nothing private."""
    parts = [
        facts.headline(view, locale, who=True),
        facts.decided(view, locale),
        html_key(_state_key(view), locale, _state_data(view, locale)),
        facts.note(view, locale),
        facts.signed(view, locale),
    ]
    return "\n".join(part for part in parts if part)


def _state_key(view: View) -> str:
    by_director = view.request.state is State.OFFICE and view.request.holder is Holder.DIRECTOR
    return "desk-state-director" if by_director else f"desk-state-{view.request.state}"


def _state_data(view: View, locale: str) -> dict[str, object]:
    request = view.request
    return {
        "due": facts.moment(view, request.due_at, locale) if request.due_at else "",
        "who": view.names.get(request.holder_id, "") if request.holder_id else "",
        "order": request.order_number or "",
        "on": request.order_date or view.facts.first,
    }


def _button(view: View, verb: str, locale: str, *, reason: int = 0, text: str | None = None) -> InlineKeyboardButton:
    data = Press(verb=str(verb), request=short(view.request.id), step=view.request.step, reason=reason)
    label = text or plain_key(f"desk-{verb}", locale, {})
    return InlineKeyboardButton(text=label, callback_data=data.pack())


def _undo_row(view: View, locale: str) -> list[list[InlineKeyboardButton]]:
    return [[_button(view, Verb.UNDO, locale)]] if view.undo else []


def _office_rows(view: View, locale: str) -> list[list[InlineKeyboardButton]]:
    if view.request.state is not State.OFFICE:
        return []
    return [
        [_button(view, Verb.ACCEPT, locale), _button(view, "return-why", locale)],
        [_button(view, "decline-why", locale)],
    ]


def _deciding_rows(view: View, yes: Verb, locale: str) -> list[list[InlineKeyboardButton]]:
    agree, back = _button(view, yes, locale), _button(view, "return-why", locale)
    return [[agree, back], [_button(view, "decline-why", locale)]]


def _link(username: str, way: str, view: View, locale: str) -> InlineKeyboardButton:
    address = create_deep_link(username, "start", f"{way}-{short(view.request.id)}")
    return InlineKeyboardButton(text=plain_key(f"desk-link-{way}", locale, {}), url=address)


def _markup(rows: list[list[InlineKeyboardButton]], tail: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    fits = bool(rows) and len(rows[-1]) + len(tail) <= 2
    return InlineKeyboardMarkup(inline_keyboard=[*rows[:-1], [*rows[-1], *tail]] if fits else [*rows, tail])


def reason_text(verb: Verb, number: int, locale: str = "ru") -> str:
    """One of the ready reasons, 1-based."""
    return plain_key(f"desk-reason-{verb}-{number}", locale, {})


def _reason_rows(view: View, verb: Verb, username: str, locale: str) -> InlineKeyboardMarkup:
    rows = [
        [_button(view, verb, locale, reason=number, text=reason_text(verb, number, locale))]
        for number in range(1, REASONS[verb] + 1)
    ]
    own = create_deep_link(username, "start", f"{verb}-{short(view.request.id)}")
    words = InlineKeyboardButton(text=plain_key("desk-own-words", locale, {}), url=own)
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [words, _button(view, "back", locale)]])


@router.callback_query(Press.filter(F.verb.in_({"return-why", "decline-why", "back"})))
async def ask_reason(
    callback: CallbackQuery,
    callback_data: Press,
    actor: Actor | None,
    locale: str,
    bot: Bot,
    requests: FromDishka[Requests],
    decisions: FromDishka[Decisions],
    cards: FromDishka[DeskCards],
) -> None:
    """The card offers ready reasons instead of its buttons; nothing is decided yet."""
    view = await requests.view(_known(actor), unshort(callback_data.request))
    stale = view.request.step != callback_data.step
    if not isinstance(callback.message, Message):
        stale = True
    elif stale or callback_data.verb == "back":
        spoken = await _redrawn(cards, await requests.desk_view(view.request.id), callback.message, actor)
        await _edit_markup(callback.message, spoken.markup)
    else:
        verb = Verb(callback_data.verb.removesuffix("-why"))
        may_decide(_known(actor), view.request, verb)
        if verb is Verb.DECLINE:
            await decisions.check_decline(_known(actor), view.request.id)
        me = await bot.me()
        await _edit_markup(callback.message, _reason_rows(view, verb, me.username or "", locale))
    await callback.answer(plain_key("error-stale", locale, {}) if stale else None)


async def _redrawn(cards: DeskCards, view: View, message: Message, actor: Actor | None) -> Spoken:
    if message.chat.type != ChatType.PRIVATE:
        return await cards.at_desk(view, str(message.chat.id))
    chat = Chat(channel="telegram", address=str(message.chat.id), made_at=message.date)
    return await cards.for_person(view, _known(actor), chat)


async def _edit_markup(message: Message, markup: InlineKeyboardMarkup | None) -> None:
    try:
        await message.edit_reply_markup(reply_markup=markup)
    except TelegramBadRequest as error:  # the courier was quicker with the very same picture
        if "not modified" not in error.message:
            raise


@router.callback_query(Press.filter())
async def decide(
    callback: CallbackQuery,
    callback_data: Press,
    actor: Actor | None,
    press: str,
    locale: str,
    decisions: FromDishka[Decisions],
) -> None:
    """A decision: committed at once; the courier redraws the card and counts the undo from there."""
    who, request_id, step = _known(actor), unshort(callback_data.request), callback_data.step
    verb = Verb(callback_data.verb) if callback_data.verb in set(Verb) else None
    key = f"{press}:{callback_data.verb}"
    if verb is Verb.APPROVE:
        await decisions.approve(who, request_id, step, key)
    elif verb is Verb.ACCEPT:
        await decisions.accept(who, request_id, step, key)
    elif verb is Verb.UNDO:
        await decisions.undo(who, request_id, step, key)
    elif verb in REASONS and 1 <= callback_data.reason <= REASONS[verb]:
        close = decisions.send_back if verb is Verb.RETURN else decisions.decline
        try:
            await close(who, request_id, step, key, reason=reason_text(verb, callback_data.reason))
        except Invalid as refusal:
            await _warn(callback, refusal, locale)
            return
    else:
        raise NotAllowed
    await callback.answer(plain_key(f"desk-toast-{verb}", locale, {}))


async def _warn(callback: CallbackQuery, refusal: Invalid, locale: str) -> None:
    """A refusal that the law warns of is made in private, where it is asked twice; the rest goes its usual way."""
    if refusal.key != "error-invalid-decline-warn":
        raise refusal
    await callback.answer(plain_key("desk-warned", locale, refusal.args_), show_alert=True)


def _known(actor: Actor | None) -> Actor:
    if actor is None:
        raise NotAllowed
    return actor
