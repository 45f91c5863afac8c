### Keys, codes and tries: what can go wrong.

error-secret-key-refused = Этот ключ не подходит. Проверьте знаки; если не поможет, попросите в кадрах новый.
error-secret-key-expired = Ключ просрочен: попросите кадры прислать новый.
error-secret-no-phone = В кадрах не записан номер, на который послать код. Попросите добавить его.
error-secret-attempt-over = Прошло слишком много времени. Начните сначала: пришлите ключ или откройте ссылку ещё раз.
error-secret-code-over = Этот код уже не действует. Нажмите «Новый код».
error-secret-code-wrong = Код не подошёл. { $left ->
    [one] Осталась { $left } попытка.
    [few] Осталось { $left } попытки.
   *[other] Осталось { $left } попыток.
}
error-secret-code-too-soon = Новый код можно послать через { $wait }.
error-secret-try-later = Слишком много неверных попыток. Попробуйте через { $wait }.
error-secret-locked = Слишком много неверных попыток. Снять запрет могут только кадры: позвоните им.
error-secret-sms-needed = Пять неверных кодов подряд. Сначала подтвердите по SMS, что это Вы.
