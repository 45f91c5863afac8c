### «КЭДО» of HR, and «Электронные документы» of an employee.

joining-menu = КЭДО
joining-title = <b>Переход на КЭДО</b>
joining-hint =
    Основание: { $act }.
    Выберите, с кем продолжить. Порядок такой: уведомление → согласие → соглашение о подписи. Отмечайте то, что уже подписано.
joining-count = { joining-stage }: { $count }
joining-nobody-here = Здесь пока некого отмечать.
joining-stage = { $stage ->
    [untold] Не уведомлены
    [notified] Уведомлены
    [wished] Хотят перейти
    [consented] Согласны
    [agreed] Подписали соглашение
    [refused] Отказались
   *[ended] Снова на бумаге
}
joining-list = <b>{ joining-stage }: { $total }</b>
joining-list-empty = Здесь никого нет.
joining-list-hint = { $stage ->
    [untold] Выберите людей. Напечатайте уведомления, вручите под подпись, потом отметьте: уведомлены.
    [notified] Выберите тех, кто вернул подписанное согласие или отказался. Бланки согласия можно напечатать здесь.
    [wished] Они нажали «Хочу перейти». Это ещё не согласие: его подписывают на бумаге, УКЭП или в «Госключе».
    [consented] Осталось соглашение о подписи, в двух экземплярах. Номер оно получает при печати.
    [agreed] Эти сотрудники подписывают документы своей электронной подписью.
    [refused] Их документы остаются на бумаге. Если человек передумал, согласие можно отметить и теперь.
   *[ended] КЭДО для них прекращён: документы снова на бумаге. Начать снова можно с новым согласием.
}
joining-list-picked = Выбрано: <b>{ $picked }</b>
joining-row = { $picked ->
    [0] ☐
   *[other] ☑
} { $who } · { $tab }{ $wish ->
    [0] {""}
   *[other] { " " }· хочет
}{ $ends ->
    [0] {""}
   *[other] { " " }· до { $day }
}
joining-all = Выбрать всех
joining-none = Снять выбор
joining-do-notify = Отметить: уведомлены
joining-do-consent = Согласие получено
joining-do-agree = Соглашение подписано
joining-do-refuse = Отказ
joining-do-end = Закончить КЭДО
joining-do-again = Новое согласие получено
joining-do-undo = Отменить последнюю отметку
joining-forms = Напечатать бланки
joining-toast-nobody = Сначала выберите людей.
joining-states = Все состояния

## How it was signed

joining-way-title = { $deed ->
    [again] <b>Как получено новое согласие?</b>
    [consent] <b>Как получено согласие?</b>
   *[other] <b>Как подписано соглашение?</b>
}
joining-way-people = Выбрано: { $picked }
joining-way-hint = { $deed ->
    [again] КЭДО начнётся снова после нового соглашения о подписи: у него будет другой номер.
    [consent] «Согласие не нужно» — только для принятых после 31.12.2021, у кого до этого не было трудового стажа. Это утверждаете Вы.
   *[other] Подписью, которую это соглашение вводит, его не подписывают.
}
joining-way-paper = На бумаге
joining-way-qualified = УКЭП
joining-way-goskey = «Госключ»
joining-way-exempt = Согласие не нужно

## КЭДО ends

joining-day-title =
    <b>С какого дня снова на бумаге?</b>

    Выбрано: { $picked }. Начатое закончат на бумаге.
joining-day-today = С сегодняшнего дня

## Before and after

joining-summary = { $deed ->
    [notify] <b>Отметить: уведомлены</b>
    [consent] <b>Отметить: согласие получено</b> ({ joining-way })
    [agree] <b>Отметить: соглашение подписано</b> ({ joining-way })
    [refuse] <b>Отметить: отказались</b>
    [again] <b>Отметить: новое согласие получено</b> ({ joining-way })
    [undo] <b>Отменить последнюю отметку</b>
   *[end] <b>Закончить КЭДО с { $day }</b>
}
joining-way = { $way ->
    [paper] на бумаге
    [qualified] УКЭП
    [goskey] «Госключ»
   *[exempt] не нужно
}
joining-summary-people = { $count ->
    [one] { $count } человек
    [few] { $count } человека
   *[other] { $count } человек
}: { $names }
joining-summary-more = и ещё { $more }
joining-summary-hint = { $deed ->
    [undo] Отменяется только сегодняшняя отметка кадров, пока человек не создал подпись. Каждый получит сообщение об этом.
   *[other] Каждый получит сообщение об этом. Ошиблись — отмену найдёте в списке, но только сегодня.
}
joining-confirm = Подтвердить
joining-receipt = <b>Отмечено: { $done } из { $total }</b>
joining-receipt-all = Сообщения отправлены.
joining-receipt-failed = Не получилось:
joining-receipt-row = • { $who }: { $why }
joining-receipt-back = К списку

## Forms

joining-form-notice = Уведомление { $who } { $tab }.pdf
joining-form-consent = Согласие { $who } { $tab }.pdf
joining-form-agreement = Соглашение { $who } { $tab }.pdf
joining-forms-notice = Уведомления о КЭДО.zip
joining-forms-consent = Согласия на КЭДО.zip
joining-forms-agreement = Соглашения о подписи.zip
joining-forms-caption = <b>{ $name }</b>: { $count ->
    [one] { $count } бланк
    [few] { $count } бланка
   *[other] { $count } бланков
}

## «Электронные документы» of an employee

joining-own = Электронные документы
joining-own-title =
    <b>Электронные документы (КЭДО)</b>

    Документы с работодателем можно подписывать в этом чате, без бумаги. Переходить или нет, решаете Вы.
joining-own-line = { $done ->
    [0] ▫️
   *[other] ✅
} { $what }: { $when }
joining-own-notice = уведомление
joining-own-consent = согласие
joining-own-agreement = соглашение о подписи
joining-own-numbered = соглашение о подписи № { $number }
joining-own-certificate = сертификат подписи
joining-own-yet = пока нет
joining-own-way = { $day }, { $way ->
    [exempt] не требуется
   *[other] { joining-way }
}
joining-own-next = { $stage ->
    [untold] Что дальше: кадры вручат Вам уведомление. Ответа ждут до { $until }
    [notified] Что дальше: до { $until } верните в кадры подписанное согласие. Не подпишете — всё останется на бумаге.
    [wished] Кадры знают, что Вы хотите перейти. Нажатие — ещё не согласие: подпишите его на бумаге, УКЭП или в «Госключе».
    [consented] Что дальше: подпишите в кадрах соглашение о подписи.
    [agreed] Всё подписано. Остался сертификат: создайте его в «Моя подпись».
    [refused] Вы отказались: документы остаются на бумаге. Передумать можно в любой день.
   *[ended] КЭДО для Вас прекращён с { $ended }: документы снова на бумаге. Захотите начать снова — скажите в кадрах: нужны новое согласие и соглашение.
}
joining-own-wished = Кадры видят, что Вы хотите перейти.
joining-own-whole = Все четыре шага пройдены: документы можно подписывать здесь.
joining-own-ends = С { $ended } документы снова будут на бумаге.
joining-wish = Хочу перейти
joining-wish-toast = Передали кадрам. Согласие нужно ещё подписать.

## What papers say where a company names nothing else

joining-usual-system = Кабинет сотрудника
joining-usual-basis = Устава
