### «Недоставленные» of HR.

undelivered-list-title = <b>Недоставленные</b>
undelivered-list-empty = Всё дошло. Если до кого-то не дойдёт, его имя появится здесь.
undelivered-list-hint =
    Нажмите на имя, чтобы увидеть, что можно сделать.
    {""}
undelivered-row =
    <b>{ $who }</b> · { $sort }{ $more ->
        [0] {""}
       *[other] { " " }и ещё { $more }
    }
    { $at } · { $why }
undelivered-all = Весь список

## What kind of letter it was

undelivered-sort-request = уведомление о заявлении
undelivered-sort-broadcast = рассылка
undelivered-sort-code = SMS с кодом
undelivered-sort-mail = письмо на почту
undelivered-sort-alert = предупреждение о безопасности
undelivered-sort-note = служебное сообщение

## Why it did not arrive

undelivered-why-blocked = бот заблокирован
undelivered-why-deactivated = аккаунт удалён
undelivered-why-not-started = бот не открыт
undelivered-why-no-chat = чат не найден
undelivered-why-kicked = бота удалили из группы
undelivered-why-no-rights = боту нельзя писать в группу
undelivered-why-refused = мессенджер не принял сообщение
undelivered-why-sms-refused = SMS не принято
undelivered-why-mail-refused = почта не приняла письмо
undelivered-why-broken = неполадка у нас, номер { $number }
undelivered-why-cut = неясно, дошло ли
undelivered-why-died = неясно, дошло ли

## One reader

undelivered-case = <b>{ $who }</b>, табельный № { $number }
undelivered-lost = Не дошло: <b>{ $total }</b>
undelivered-unsure = Неясно, дошло ли: <b>{ $total }</b>
undelivered-going = Отправляем ещё раз: <b>{ $going }</b>. Дошло ли, скоро станет ясно: нажмите «Обновить».
undelivered-going-why = отправляем…
undelivered-refresh = Обновить
undelivered-line = { $at } — { $sort }: { $why }
undelivered-rest = …и ещё { $more }
undelivered-done = Для этого человека всё решено.

## What to do about it

undelivered-hint-blocked = Попросите открыть чат с ботом и разблокировать его: пока бот заблокирован, ничего не придёт.
undelivered-hint-no-chat = Попросите открыть бота и нажать /start. Если аккаунт сменился, понадобится новый ключ для входа: его делает администратор.
undelivered-hint-gone = Аккаунт в мессенджере удалён. Понадобится новый ключ для входа: его делает администратор.
undelivered-hint-phone = Проверьте номер телефона. Сам код повторять незачем: он живёт пять минут, и новый человек попросит сам.
undelivered-hint-address = Почтовый сервер не принимает писем на этот адрес. Спросите у человека верный.
undelivered-hint-trouble = Назовите номер администратору: по нему запись об ошибке находится в журнале.
undelivered-hint-other = Мессенджер не объяснил, в чём дело. Если повторится, скажите администратору.
undelivered-hint-doubt = Связь оборвалась, пока сообщение уходило. Спросите, пришло ли оно: если отправить ещё раз, может прийти второе такое же.
undelivered-hint-then = После этого отправьте ещё раз.
undelivered-hint-late = Отправить это ещё раз нельзя: код уже не действует, а предупреждение опоздало бы. Если нужно, позвоните человеку.
undelivered-hint-lost = Отправить это ещё раз уже нельзя: рассылку остановили или её текст не сохранился. Если нужно, позвоните человеку.
undelivered-hint-unkept = Отправить это ещё раз нельзя: текст сообщения не сохранился. Если нужно, позвоните человеку.
undelivered-again = Отправить ещё раз
undelivered-put-away = Убрать из списка
undelivered-arrived = Считать доставленным
undelivered-toast-again = Отправляем ещё раз.
undelivered-toast-put-away = Убрано из списка.
undelivered-toast-arrived = Считаем доставленным.
