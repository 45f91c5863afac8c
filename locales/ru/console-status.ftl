### `kabinet status`: read by administrators, in a terminal, without markup.

console-status-fine = Всё в порядке.
console-status-person = Нужен человек:
console-status-wrong = ✗ { $text }
console-status-age = { $unit ->
    [second] { $count } с
    [minute] { $count } мин
    [hour] { $count } ч
   *[day] { $count } сут
}

## What needs a person

console-status-nobody = Бот не запущен: ни один процесс не подаёт сигналов. Запустите kabinet run.
console-status-no-worker = Сообщения никто не обрабатывает: запустите kabinet run --role worker.
console-status-no-courier = Письма никто не отправляет: запустите kabinet run --role courier.
console-status-no-schedule = По расписанию ничего не делается: запустите kabinet run --role schedule.
console-status-updates-late = Сообщения ждут ответа слишком долго, старейшее — { $age }. Бот не успевает или стоит: посмотрите его журнал.
console-status-letters-late = Письма не уходят, старейшее ждёт { $age }. Проверьте связь: kabinet doctor.
console-status-cards-late = Карточки заявок не обновляются, старейшая ждёт { $age }. Проверьте связь: kabinet doctor.
console-status-stranded =
    В группу кадров не попало { $count ->
        [one] { $count } сообщение
        [few] { $count } сообщения
       *[other] { $count } сообщений
    }: { $why }. Верните бота в группу, разрешите ему писать и наберите там /desk.
console-status-aside =
    { $count ->
        [one] Отложено { $count } сообщение, которое
        [few] Отложено { $count } сообщения, которые
       *[other] Отложено { $count } сообщений, которые
    } не удалось обработать: { $numbers }. Причина — в журнале под { $count ->
        [1] этим номером
       *[other] этими номерами
    }; повторить: «Сбои» в меню администратора или kabinet retry НОМЕР.
console-status-unsure =
    { $count ->
        [one] { $count } письмо могло не дойти: кадры решают
        [few] { $count } письма могли не дойти: кадры решают
       *[other] { $count } писем могли не дойти: кадры решают
    } в «Недоставленных», отправить ли ещё раз.
console-status-undelivered =
    { $count ->
        [one] { $count } письмо не доставлено
        [few] { $count } письма не доставлены
       *[other] { $count } писем не доставлено
    }: список у кадров в «Недоставленных».
console-status-no-upkeep = Уборки давно не было, последняя — { $age } назад: база растёт. Посмотрите журнал процесса с расписанием.

## The figures

console-status-none-alive = Работает: никто.
console-status-alive =
    { $count ->
        [one] Работает { $count } процесс
        [few] Работают { $count } процесса
       *[other] Работают { $count } процессов
    }: { $roles }{ $silent }.
console-status-silent = { $count ->
    [one] ; { $count } не подаёт сигналов ({ $age })
   *[other] ; { $count } не подают сигналов ({ $age })
}
console-status-role-worker = { $count ->
    [1] обработчик сообщений
    [one] { $count } обработчик сообщений
    [few] { $count } обработчика сообщений
   *[other] { $count } обработчиков сообщений
}
console-status-role-courier = { $count ->
    [1] курьер
    [one] { $count } курьер
    [few] { $count } курьера
   *[other] { $count } курьеров
}
console-status-role-schedule = { $count ->
    [1] расписание
    [one] { $count } расписание
    [few] { $count } расписания
   *[other] { $count } расписаний
}
console-status-role-worker-waits = { $count ->
    [1] запасной обработчик
    [one] { $count } запасной обработчик
    [few] { $count } запасных обработчика
   *[other] { $count } запасных обработчиков
}
console-status-role-courier-waits = { $count ->
    [1] запасной курьер
    [one] { $count } запасной курьер
    [few] { $count } запасных курьера
   *[other] { $count } запасных курьеров
}
console-status-role-schedule-waits = { $count ->
    [1] запасное расписание
    [one] { $count } запасное расписание
    [few] { $count } запасных расписания
   *[other] { $count } запасных расписаний
}
console-status-open = { $count ->
    [0] Необработанных сообщений нет.
    [one] Ждут ответа: { $count } сообщение, старейшее { $age }.
    [few] Ждут ответа: { $count } сообщения, старейшее { $age }.
   *[other] Ждут ответа: { $count } сообщений, старейшее { $age }.
}
console-status-letters = { $count ->
    [0] Неотправленных писем нет.
    [one] Ждут отправки: { $count } письмо, старейшее { $age }.
    [few] Ждут отправки: { $count } письма, старейшее { $age }.
   *[other] Ждут отправки: { $count } писем, старейшее { $age }.
}
console-status-later = { $count ->
    [one] Уйдёт позже, в свой срок: { $count } письмо.
    [few] Уйдут позже, в свой срок: { $count } письма.
   *[other] Уйдут позже, в свой срок: { $count } писем.
}
console-status-copies = { $count ->
    [one] Рассылка: ждёт { $count } письмо.
    [few] Рассылка: ждут { $count } письма.
   *[other] Рассылка: ждут { $count } писем.
}
console-status-cards = { $count ->
    [one] Обновится { $count } карточка, ждёт { $age }.
    [few] Обновятся { $count } карточки, старейшая ждёт { $age }.
   *[other] Обновятся { $count } карточек, старейшая ждёт { $age }.
}
console-status-refusal = Отказ { $age } назад: { $why }
console-status-database = База: { $stamp ->
    [demo] демонстрация
    [trial] пробная
   *[real] рабочая
}, { $size } МБ; { $upkeep }.
console-status-upkeep = последняя уборка { $age } назад
console-status-never = уборки ещё не было
