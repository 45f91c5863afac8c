### «Моя подпись», and HR's confirmation of identity.

certificates-menu = Моя подпись
certificates-identities = Подтвердить личность: { $identities }
certificates-title = <b>Моя подпись</b>
certificates-none =
    Подписи у Вас ещё нет. Создайте её: код из SMS, ПИН-код дважды — и кадры подтвердят Вашу личность.
certificates-active = Подпись действует с { LONGDATE($since) } по { LONGDATE($until) }
certificates-locked = Ключ подписи отключён: десять неверных ПИН-кодов подряд. Создайте подпись заново.
certificates-over = Срок сертификата закончился. Создайте подпись заново.
certificates-waiting =
    Новый сертификат <b>ожидает подтверждения в кадрах</b> до { DATE($by) }. Возьмите документ, удостоверяющий личность, и сверьте отпечаток с актом № { $act }:

    <code>{ $asked }</code>
certificates-create = Создать подпись
certificates-forgotten = Забыли ПИН-код? Создать заново
certificates-details = Подробнее
certificates-change = Сменить ПИН-код
certificates-reissue = Перевыпустить
certificates-revoke = Отозвать
certificates-about =
    <b>Сертификат подписи</b>

    Действует с { LONGDATE($since) } по { LONGDATE($until) }
    Серийный номер: <code>{ $serial }</code>
    Отпечаток SHA-256: <code>{ $fingerprint }</code>
certificates-download = Скачать сертификаты
certificates-file-own = Сертификат подписи.cer
certificates-file-root = Корневой сертификат.cer
certificates-file-act = Акт об установлении личности, { $who }.pdf
certificates-caption-own = Ваш сертификат: его можно давать всем, тайны в нём нет.
certificates-caption-root = Корневой сертификат компании: с ним Вашу подпись проверит любой компьютер.
certificates-caption-act = Напечатайте, сверьте отпечаток с чатом работника, подпишите оба.
certificates-revoke-sure =
    <b>Отозвать сертификат?</b>

    Подписывать им больше нельзя, вернуть нельзя. Подписанное раньше остаётся в силе.
certificates-revoke-yes = Да, отозвать
certificates-revoked = Сертификат отозван.
certificates-sms =
    <b>Код придёт на { $phone }</b>

    Он подтвердит, что подпись создаёте Вы.
certificates-choose =
    <b>Придумайте ПИН-код подписи</b>

    От 6 до 12 цифр, потом «Готово». Не код входа, не дата, не телефон и не простой ряд. Его не знает никто, кроме Вас: забытый не восстановить.
certificates-repeat = <b>Введите ПИН-код подписи ещё раз</b>, потом «Готово».
certificates-old = <b>Введите нынешний ПИН-код подписи</b>, потом «Готово».
certificates-typed = ПИН-код не пишут в чат: сообщение удалили. Нажимайте цифры на экране. Если это был настоящий ПИН-код, смените его.
certificates-queue = { $count ->
    [one] Перед Вами { $count } человек, подождите немного.
    [few] Перед Вами { $count } человека, подождите немного.
   *[other] Перед Вами { $count } человек, подождите немного.
}
certificates-reissued = Готово: действует новый сертификат, ПИН-код прежний.
certificates-pin-changed = ПИН-код сменили.
certificates-list-title = <b>Подтвердить личность</b>
certificates-list-empty = Никто не ждёт.
certificates-list-hint = Нажмите на имя, когда работник рядом и показал документ.
certificates-case =
    <b>{ $name }</b>, табельный № { $number }
    Создано { DATE($on) }, акт № { $act }

    Отпечаток: <code>{ $fingerprint }</code>

    Сверьте его с экраном работника и с актом.
certificates-case-done = Здесь уже решено.
certificates-act = Акт
certificates-confirm = Личность подтверждена
certificates-refuse = Отказать
certificates-refuse-sure =
    <b>Отказать?</b>

    { $name }, табельный № { $number }: сертификат будет отозван, работник сможет создать новый.
certificates-refuse-yes = Да, отказать
certificates-confirmed = Личность подтверждена: подпись действует, работнику сообщили.
certificates-refused = Отказано: сертификат отозван, работнику сообщили.

## «Подписи сотрудников» of HR

certificates-held = Подписи сотрудников
certificates-held-title = <b>Подписи сотрудников</b>
certificates-held-empty = Подписей пока нет ни у кого, кроме, может быть, Вас: свою смотрите в меню «Моя подпись».
certificates-held-hint = Выберите, чью подпись посмотреть или отозвать. Можно написать часть имени.
certificates-held-found = Нашлись по «{ $part }». Можно написать другую часть имени.
certificates-held-nobody = По «{ $part }» никого с подписью нет. Напишите другую часть имени.
certificates-held-all = Показать всех
certificates-held-case = <b>{ $name }</b>, табельный № { $number }
certificates-held-row =
    <b>{ $state ->
        [active] Действует
        [locked] Ключ отключён неверными ПИН-кодами
        [over] Срок закончился
       *[waiting] Ожидает подтверждения личности
    }</b>
    Срок: { $begins } — { $ends }
    Серийный номер: <code>{ $serial }</code>
certificates-held-none = Действующего или ожидающего сертификата больше нет.
certificates-held-why =
    <b>Почему отзываете?</b>

    { $name }, табельный № { $number }. Причина останется в списке отозванных.
certificates-reason-button = { $reason ->
    [keyCompromise] Ключ или ПИН-код у чужих
    [cessationOfOperation] Человек ушёл
    [affiliationChanged] Сменились имя или должность
   *[unspecified] Другая причина
}
certificates-reason = { $reason ->
    [keyCompromise] ключ или ПИН-код у чужих
    [cessationOfOperation] человек ушёл
    [affiliationChanged] сменились имя или должность
   *[unspecified] другая
}
certificates-held-sure =
    <b>Отозвать сертификат?</b>

    { $name }, табельный № { $number }. Причина: { certificates-reason }.

    Подписывать им больше нельзя, вернуть нельзя. Подписанное раньше остаётся в силе. Работнику сообщим.
certificates-held-done = Сертификат отозван, работнику сообщили.
