### «Рассылки» of an administrator.

broadcast-list-title = <b>Рассылки</b>
broadcast-list-empty = Рассылок пока не было. Напишите первую: её получат все, у кого открыт кабинет.
broadcast-list-hint = Нажмите на рассылку, чтобы увидеть, сколько человек её получило.
broadcast-new = Новая рассылка
broadcast-all = Все рассылки
broadcast-button = { $mark } { NUMBER($sent) } из { NUMBER($total) } · { $what }

## Short marks of a state on a button

broadcast-mark-running = ▶️
broadcast-mark-paused = ⏸
broadcast-mark-stopped = ⏹
broadcast-mark-done = ✅

## Writing

broadcast-write =
    <b>Новая рассылка</b>

    Напишите текст одним сообщением, до { NUMBER($most) } знаков. Жирный шрифт и ссылки сохранятся.
    Её получат { $readers ->
        [one] { NUMBER($readers) } человек
        [few] { NUMBER($readers) } человека
       *[other] { NUMBER($readers) } человек
    }: все, кто работает сейчас, открыл кабинет и не заблокировал бота.
    Личного не пишите: текст увидит каждый.
broadcast-preview = <b>Проверьте перед отправкой.</b> Так увидят рассылку:
broadcast-line = ———
broadcast-readers = Получат: <b>{ $readers ->
    [one] { NUMBER($readers) } человек
    [few] { NUMBER($readers) } человека
   *[other] { NUMBER($readers) } человек
}</b>{ $blocked ->
    [0] {""}
    [one] ; ещё { NUMBER($blocked) } заблокировал бота
   *[other] ; ещё { NUMBER($blocked) } заблокировали бота
}{ $absent ->
    [0] {""}
    [one] ; ещё { NUMBER($absent) } не открыл кабинет
   *[other] ; ещё { NUMBER($absent) } не открыли кабинет
}
broadcast-doubt-hint-repeat = Если связь оборвётся и будет неясно, дошло ли сообщение, отправим его ещё раз: кто-то может получить его дважды.
broadcast-doubt-hint-ask = Если связь оборвётся и будет неясно, дошло ли сообщение, не повторим: что с ним делать, решат кадры в «Недоставленных».
broadcast-doubt-repeat = Если неясно, дошло ли: повторяем
broadcast-doubt-ask = Если неясно, дошло ли: решают кадры
broadcast-change = Изменить текст
broadcast-send = Разослать

## How far it is

broadcast-head =
    <b>Рассылка { $at }</b>
    Автор: { $who }
    {""}
broadcast-state-running = Отправляем.
broadcast-state-paused = На паузе. Пока не нажмёте «Продолжить», никому ничего не уйдёт.
broadcast-state-stopped = Остановлена. Больше никому не уйдёт.
broadcast-state-done = Готово.
broadcast-sent = Отправлено: <b>{ NUMBER($sent) }</b> из { NUMBER($total) }
broadcast-dead = Не доставлено: { NUMBER($dead) }{ $blocked ->
    [0] {""}
    [one] , из них { NUMBER($blocked) } заблокировал бота
   *[other] , из них { NUMBER($blocked) } заблокировали бота
}. Кому и почему, видят кадры в «Недоставленных».
broadcast-unsure = Неясно, дошло ли: { NUMBER($unsure) }. Решают кадры в «Недоставленных».
broadcast-dropped = Не отправлено из-за остановки: { NUMBER($dropped) }
broadcast-left = Осталось: <b>{ NUMBER($left) }</b>
broadcast-left-running = Осталось: <b>{ NUMBER($left) }</b>{ $minutes ->
    [0] , сейчас уйдёт
    [one] , примерно { NUMBER($minutes) } минута
    [few] , примерно { NUMBER($minutes) } минуты
   *[other] , примерно { NUMBER($minutes) } минут
}
broadcast-begins =
    {""}
    Текст: <i>{ $text }</i>
broadcast-at = На { $at }
broadcast-refresh = Обновить
broadcast-pause = Пауза
broadcast-resume = Продолжить
broadcast-stop = Остановить
broadcast-stop-sure =
    <b>Остановить рассылку?</b>

    Ещё { NUMBER($left) } { $left ->
        [one] человек её не получит
        [few] человека её не получат
       *[other] человек её не получат
    }, и продолжить её будет нельзя. Отправленное останется у людей. Если нужна передышка, возьмите паузу.
broadcast-stop-yes = Да, остановить
