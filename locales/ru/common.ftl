### Words that every conversation shares: buttons, stale and double presses, our own trouble.

## Buttons

common-back = Назад
common-cancel = Отмена
common-home = Главное меню
common-done = Готово
common-next = Дальше
common-open = Открыть
common-show = Показать

## Pager: earlier and later pages of a list

common-page-place = { NUMBER($page) } из { NUMBER($pages) }

## What happened, and what comes next

common-stale = Эта кнопка устарела. Вот как обстоят дела сейчас.
common-trouble =
    Не получилось — это на нашей стороне, введённое сохранено.
    Номер для кадров: <b>{ $number }</b>.
common-no-room =
    У нас кончилось место на диске. Ничего не потеряно: ответим, как только оно появится. Повторять не нужно.
common-empty-text = Здесь нужен текст. Напишите его сообщением.
common-unknown-input = Это сообщение здесь не ждали. Нажмите кнопку или вернитесь в главное меню.
common-not-stated = не указано
common-none = нет
