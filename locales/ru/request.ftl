### One request, as everybody reads it.

request-headline = <b>№ { $number } · { $title }</b> · { SPAN($first, $last) }
request-headline-who = <b>№ { $number } · { $title }</b> · { $who } · { SPAN($first, $last) }
request-button = { $mark } № { $number } · { $who } · { SPAN($first, $last) }

## Short marks of a state on a button

request-mark-signature = ✍️
request-mark-manager = ⏳
request-mark-office = ⏳
request-mark-accepted = 📝
request-mark-done = ✅
request-mark-returned = ↩️
request-mark-declined = ✖️
request-mark-withdrawn = ✖️

## Where it stands

request-status-signature = Ждёт Вашей подписи: пока не подпишете, его никто не увидит.
request-status-manager = Сейчас у руководителя: <b>{ $who }</b> — ответит до <b>{ $due }</b>.
request-status-office = Сейчас в кадрах — ответят до <b>{ $due }</b>.
request-status-director = Сейчас у директора: <b>{ $who }</b> — ответит до <b>{ $due }</b>.
request-status-accepted = Принято к исполнению, готовится приказ — до <b>{ $due }</b>. Исполняет { $who }
request-status-accepted-anybody = Принято к исполнению, готовится приказ — до <b>{ $due }</b>.
request-status-done = Выполнено: приказ <b>№ { $order }</b> от { LONGDATE($on) }
request-status-returned = На доработке: ждём исправленное заявление.
request-status-declined = Отклонено.
request-status-withdrawn = Отозвано. Больше ничего делать не нужно.

request-note-manager-own = Руководитель — сам заявитель, поэтому заявление сразу в кадрах.
request-note-manager-dismissed = Руководитель уволен, поэтому заявление сразу в кадрах.
request-note-manager-no-chat = Руководитель ещё не в кабинете, поэтому заявление сразу в кадрах.
request-note-manager-away = Руководитель отсутствует, поэтому заявление сразу в кадрах.
request-note-manager-silent = Руководитель не ответил в срок, поэтому заявление перешло в кадры.
request-note-manager-nobody = Руководитель не назначен, поэтому заявление сразу в кадрах.
request-note-hr-nobody = В кадрах сейчас некому принять это заявление, поэтому оно у директора.
request-note-hr-silent = Кадры не ответили в срок, поэтому заявление у директора.
request-note-holder-gone = Тот, у кого было заявление, сейчас не может им заняться, поэтому оно передано дальше.

## History

request-verb-submit = Отправлено
request-verb-resubmit = Исправлено и отправлено снова
request-verb-sign = Подписано электронной подписью
request-verb-paper = Отправлено на бумаге
request-verb-approve = Согласовано
request-verb-accept = Принято к исполнению
request-verb-complete = Выполнено
request-verb-return = Возвращено на доработку
request-verb-decline = Отклонено
request-verb-withdraw = Отозвано
request-verb-undo = Решение возвращено
request-verb-reassign = Передано дальше
request-verb-hand = Передано коллеге
request-system = кабинет

request-event = { $at } — { $what }: { $who }
request-event-reversed = { $at } — <s>{ $what }</s>: { $who }
request-reason = Причина: { $reason }
request-decided = { $what }: { $who }, { $at }
request-signed = ✓ Подписано электронной подписью { $at }: подпись проверена, документ не менялся.
request-already = Уже решено: { $what } — { $who }, { $at }.
request-comment = Комментарий: { $comment }
request-files = Файлы: { $number ->
    [0] нет
   *[other] { $number }
}
request-hint-details = Причина, подробности, файлы и бумага открываются кодом входа.

## «Мои заявки»

request-list-title = <b>Мои заявки</b>
request-list-empty = Заявлений пока нет. Начните с отпуска — это меньше минуты.
request-ask-leave = Отпуск
request-sign = Посмотреть и подписать
request-details = Подробности
request-paper = Заявление (PDF)
request-archive = Скачать с подписью (архив)
request-copy = Копия с отметкой о подписи
request-withdraw = Отозвать
request-correct = Исправить
request-withdraw-sure = Отозвать заявление <b>№ { $number }</b>? Дни отпуска снова станут свободны. Подать можно будет новое.
request-withdraw-yes = Да, отозвать
request-history-title =
    {""}
    <b>История</b>
request-file-button = Файл { $number }: { $name }
request-file-caption = { $name }. Удалите файл из чата, если телефоном пользуетесь не только Вы.
request-archive-caption =
    <b>{ $name }</b> — подлинник: заявление и электронная подпись к нему, сертификаты и лист подписания. Подпись проверит любой: пришлите архив в «Проверить подпись» или запустите из него verify.sh (нужна программа OpenSSL 3).
    Храните архив целиком. Удалите его из чата, если телефоном пользуетесь не только Вы.
request-copy-caption =
    <b>{ $name }</b> — копия для людей: видно, кто и когда подписал. Это не подлинник, и доказывает подпись не она, а архив.
    Удалите файл из чата, если телефоном пользуетесь не только Вы.
