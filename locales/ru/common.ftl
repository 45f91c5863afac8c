### Words that every conversation shares: buttons, stale and double presses, our own trouble.

## Buttons

common-back = Назад
common-cancel = Отмена
common-home = Главное меню
common-done = Готово
common-yes = Да
common-no = Нет
common-next = Дальше
common-skip = Пропустить
common-send = Отправить
common-open = Открыть
common-show = Показать
common-close = Закрыть
common-change = Изменить
common-confirm = Подтвердить
common-retry = Попробовать ещё раз
common-more = Подробнее
common-undo = Вернуть · { $seconds } с
common-help = Помощь

## Pager: earlier and later pages of a list

common-page-earlier = Предыдущие
common-page-later = Следующие
common-page-place = { NUMBER($page) } из { NUMBER($pages) }

## What happened, and what comes next

common-stale = Эта кнопка устарела. Вот как обстоят дела сейчас.
common-repeated = Уже сделано: повторное нажатие ничего не изменило.
common-working = Готовим, это займёт несколько секунд…
common-cancelled = Отменено. Ничего не отправлено.
common-forbidden = Это действие Вам недоступно. Если должно быть доступно, напишите в кадры.
common-not-found = Такого больше нет или Вам это не видно.
common-trouble =
    Не получилось — это на нашей стороне, введённое сохранено.
    Номер для кадров: <b>{ $number }</b>.
common-no-room =
    У нас кончилось место на диске. Ничего не потеряно: отвечу, как только оно появится. Повторять не нужно.
common-too-long = Слишком длинно: не больше { $limit ->
    [one] { $limit } знака
   *[other] { $limit } знаков
}, а здесь { $length }.
common-empty-text = Здесь нужен текст. Напишите его сообщением.
common-unknown-input = Это сообщение здесь не ждали. Нажмите кнопку или вернитесь в главное меню.
common-not-stated = не указано
common-none = нет
