### Broadcasts that cannot be sent.

error-invalid-broadcast-empty = Здесь нужен текст рассылки. Напишите его одним сообщением.
error-invalid-broadcast-long = Слишком длинно: { $length ->
    [one] { $length } знак
    [few] { $length } знака
   *[other] { $length } знаков
}, а помещается { $most }. Сократите и пришлите ещё раз.
error-invalid-broadcast-nobody = Разослать некому: в кабинете пока нет никого, кому можно написать.
