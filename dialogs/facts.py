"""The facts of a request, worded once: the employee, the manager and HR read the same sentence of the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cabinet.requests import rules
from cabinet.requests.kinds import Fact
from cabinet.requests.rules import BEGINNINGS
from cabinet.requests.service import View
from locales import Text, formats, html, html_key, plain_key
from storage.documents import DocumentKind
from storage.requests import Event, Holder, State, Verb


def moment(view: View, at: datetime, locale: str) -> str:
    """«25 ноября, 18:00» on the company's clocks."""
    return formats.moment(at, ZoneInfo(view.company.zone), locale)


def worded(fact: Fact, locale: str) -> str:
    """One fact as a line of HTML."""
    return html_key(f"fact-{fact.code}", locale, fact.args)


def title(view: View, locale: str) -> str:
    """«Ежегодный отпуск», plain."""
    return plain_key(f"fact-{view.facts.title.code}", locale, view.facts.title.args)


def headline(view: View, locale: str, *, who: bool) -> str:
    """«№ 214 · Отпуск · 3–16 июля», with the name for everybody but the owner."""
    data = {
        "number": view.request.number,
        "title": title(view, locale),
        "who": view.owner.short_name,
        "first": view.facts.first,
        "last": view.facts.last,
    }
    return html_key("request-headline-who" if who else "request-headline", locale, data)


def short_headline(view: View, locale: str, *, who: bool) -> str:
    """The same on a button, plain and short."""
    data = {
        "number": view.request.number,
        "who": view.owner.short_name if who else title(view, locale),
        "first": view.facts.first,
        "last": view.facts.last,
        "mark": plain_key(f"request-mark-{view.request.state}", locale, {}),
    }
    return plain_key("request-button", locale, data)


def status(view: View, locale: str) -> str:
    """Where it stands, in whose hands, by when: one sentence or two, as HTML."""
    return html(standing(view, locale), locale)


def standing(view: View, locale: str) -> Text:
    """The same, to stand inside another text."""
    request = view.request
    holder = view.names.get(request.holder_id, "") if request.holder_id else ""
    data: Mapping[str, Any] = {
        "who": holder,
        "due": moment(view, request.due_at, locale) if request.due_at else "",
        "order": request.order_number or "",
        "on": request.order_date or view.facts.first,
    }
    return Text(_status_key(view), data)


def _status_key(view: View) -> str:
    request = view.request
    if request.state is State.OFFICE and request.holder is Holder.DIRECTOR:
        return "request-status-director"
    if request.state is State.ACCEPTED and request.holder_id is None:
        return "request-status-accepted-anybody"
    return f"request-status-{request.state}"


def note(view: View, locale: str) -> str | None:
    """Why the usual holder was replaced."""
    code = view.request.holder_note
    return html_key(f"request-note-{code}", locale, {}) if code else None


def event(view: View, step: Event, locale: str) -> str:
    """One line of the history; a reversed step says so. Reasons only where the viewer may read everything."""
    data = {
        "what": plain_key(f"request-verb-{step.verb}", locale, {}),
        "who": view.names.get(step.actor_id, "") if step.actor_id else plain_key("request-system", locale, {}),
        "at": moment(view, step.at, locale),
    }
    line = html_key("request-event-reversed" if step.reversed_at else "request-event", locale, data)
    if view.full and step.reason:
        line += "\n" + html_key("request-reason", locale, {"reason": step.reason})
    return line


def decided(view: View, locale: str) -> str | None:
    """«Принято: Иванова М. П., 24 ноября, 15:10» of the newest step, for cards."""
    steps = [step for step in view.events if step.verb is not Verb.UNDO and step.reversed_at is None]
    if not steps or steps[-1].verb in (*BEGINNINGS, Verb.REASSIGN):
        return None
    step = steps[-1]
    who = view.names.get(step.actor_id, "") if step.actor_id else ""
    data = {"what": plain_key(f"request-verb-{step.verb}", locale, {}), "who": who, "at": moment(view, step.at, locale)}
    return html_key("request-decided", locale, data)


def lines(view: View, locale: str) -> list[str]:
    """The public facts, and the private ones where the viewer may read everything."""
    facts = [*view.facts.public, *(view.facts.private if view.full else ())]
    return [worded(fact, locale) for fact in facts]


def comment(view: View, locale: str) -> str | None:
    """What the employee added in his own words."""
    words = view.request.comment if view.full else None
    return html_key("request-comment", locale, {"comment": words}) if words else None


def files(view: View, locale: str) -> str:
    """How many files were added."""
    number = sum(1 for document in view.files if document.kind is DocumentKind.ATTACHMENT)
    return html_key("request-files", locale, {"number": number})


def signed(view: View, locale: str) -> str | None:
    """That and when the present version was signed electronically; what was kept had been checked."""
    step = rules.signed(view.events)
    return html_key("request-signed", locale, {"at": moment(view, step.at, locale)}) if step else None


def refused(step: Event, view: View, locale: str) -> str:
    """«Уже решено: Принято — Иванова М. П., 15:10»."""
    data = {
        "what": plain_key(f"request-verb-{step.verb}", locale, {}),
        "who": view.names.get(step.actor_id, "") if step.actor_id else "",
        "at": moment(view, step.at, locale),
    }
    return plain_key("request-already", locale, data)
