### Letters: what people are told, one message for each step.

letter-request-submit =
    Заявление <b>№ { $number }</b> принято. { $then }
    { $title }: { SPAN($first, $last) }.
letter-request-resubmit = Исправленное заявление <b>№ { $number }</b> принято. { $then }
letter-request-approve =
    Заявление <b>№ { $number }</b>: руководитель согласен.
    { $title }: { SPAN($first, $last) }.
    { $then }
letter-request-accept =
    Заявление <b>№ { $number }</b> принято к исполнению.
    { $kind ->
        [leave] Идти в отпуск можно после приказа: пришлём его номер и дату до <b>{ $due }</b>.
       *[other] Результат пришлём до <b>{ $due }</b>.
    }
letter-request-complete =
    Заявление <b>№ { $number }</b> выполнено: приказ <b>№ { $order }</b> от { LONGDATE($on) }
    { $title }: { SPAN($first, $last) }.
letter-request-return = Заявление <b>№ { $number }</b> вернули на доработку. Причина — в «Подробностях»; исправить можно кнопкой «Исправить».
letter-request-decline = Заявление <b>№ { $number }</b> отклонено. Причина — в «Подробностях».
letter-request-withdraw = Заявление <b>№ { $number }</b> отозвано. Дни снова свободны.
letter-request-hand = Заявление <b>№ { $number }</b> передано коллеге. { $then }
letter-request-reassign = Заявление <b>№ { $number }</b> передано дальше. { $then }
letter-desk-ask = Группу «{ $title }» просят сделать группой кадров. Посмотрите и подтвердите, если она Ваша.
letter-desk-shut =
    В группу кадров «{ $title }» не попадают заявки: { $why ->
        [kicked] бота удалили из группы
        [no-rights] боту нельзя писать в неё
        [no-chat] мессенджер её не находит
       *[other] мессенджер не принимает сообщения
    }.
    Верните бота в группу, разрешите ему писать и наберите там /desk: открытые заявки появятся снова. Подойдёт и другая группа.
letter-desk-linked = Группа привязана: заявки будут появляться здесь.
letter-journal-head =
    Отпечаток журнала событий на { $day }, записей: { $size }
    <code>{ $head }</code>
    Не удаляйте это сообщение: по нему видно, если прошлое в журнале перепишут.
