### Asking for leave: kind, first day, last day, summary, receipt. What the rules tell stands in leave-findings.ftl.

## Kind

leave-kind-title = <b>Отпуск</b>
leave-kind-balance = Сейчас у Вас <b>{ $days }</b> ежегодного отпуска.
leave-kind-unknown = Остаток отпуска пока неизвестен: его ещё не передала бухгалтерия. Заявление отправить можно.
leave-kind-question = Какой отпуск нужен?
leave-annual = Ежегодный
leave-unpaid = Без сохранения зарплаты

## Ground of an unpaid leave (ст. 128 ТК)

leave-ground-title = <b>Отпуск без сохранения зарплаты</b>
leave-ground-question = Почему он нужен? По закону работодатель обязан дать такой отпуск по всем причинам, кроме первой.
leave-ground-private = Причину увидят только Вы и кадры.
leave-ground-family = Семейные и другие уважительные причины
leave-ground-pensioner = Работающий пенсионер по старости
leave-ground-fallen = Родные погибшего военнослужащего
leave-ground-wounded-care = Уход за раненым военнослужащим
leave-ground-disabled = Работающий инвалид
leave-ground-veteran = Участник войны 1941–1945 годов
leave-ground-birth = Рождение ребёнка
leave-ground-marriage = Регистрация брака
leave-ground-death = Смерть близкого родственника

## Days

leave-first-title = <b>Первый день отпуска</b>
leave-first-balance = Сейчас остаток: <b>{ $days }</b>.
leave-last-title = <b>Последний день отпуска</b>
leave-last-first = Начало: { DAY($first) }. Если отпуск на один день, нажмите его ещё раз.
leave-last-balance = К этому дню накопится <b>{ $days }</b>.
leave-last-enough = К этому дню накопится <b>{ $days }</b>: хватит по { DAY($last) }, дальше — авансом.
leave-last-advance = К этому дню накопится <b>{ $days }</b>: отпуск будет авансом.
leave-legend = × нельзя · ? нужно согласие · * праздник, отпуск не тратит. Нажмите на день — объясним.
leave-legend-unpaid = × нельзя. Нажмите на день — объясним. Праздники внутри отпуска считаются.

## Summary

leave-summary-title = <b>{ $title }</b>
leave-summary-title-annual = Ежегодный отпуск
leave-summary-title-unpaid = Отпуск без сохранения зарплаты
leave-summary-again = Исправляете заявление <b>№ { $number }</b>.
leave-summary-span = { DAY($first) } — { DAY($last) } · <b>{ $days }</b>
leave-summary-day = { DAY($first) } · <b>{ $days }</b>
leave-summary-remains = { $span } · останется { $left }
leave-summary-advance = { $span } · авансом { $left }
leave-summary-ground = Причина: { $ground }
leave-summary-extras = Замещает: { $substitute } · Файлы: { $files }
leave-summary-comment = Комментарий: { $comment }
leave-summary-shut = Причина и комментарий скрыты: откройте заявление заново и введите код входа.
leave-stops =
    {""}
    <b>Нельзя</b>
leave-consents =
    {""}
    <b>Нужно согласие работодателя</b>
leave-notices =
    {""}
    <b>К сведению</b>
leave-bullet = • { $text }
leave-send = Отправить
leave-substitute = Замещающий
leave-comment = Комментарий
leave-file = Приложить файл
leave-dates = Изменить даты
leave-how = Как посчитан остаток

## How the remainder is reckoned

leave-balance-title = <b>Остаток отпуска на { LONGDATE($day) }</b>
leave-balance-imported = { LONGDATE($on) } — { $days }: по данным бухгалтерии
leave-balance-accrued = с { LONGDATE($on) } за { $months ->
    [one] { $months } месяц
    [few] { $months } месяца
   *[other] { $months } месяцев
} — ещё { $days }: оценка, 28 дней в год
leave-balance-used = { LONGDATE($on) } — минус { $days }: отпуск
leave-balance-this = этот отпуск — минус { $days }
leave-balance-left = Останется <b>{ $days }</b>.
leave-balance-left-advance = Не хватает <b>{ $days }</b>: они будут авансом, при увольнении их могут удержать (ст. 137 ТК).
leave-balance-later = Отпуска, запланированные на потом, уже учтены.
leave-balance-note = Точный остаток считает бухгалтерия.

## Substitute

leave-substitute-title = <b>Кто заменит Вас</b>
leave-substitute-hint = Это предложение, а не поручение работы. Коллега увидит только дни Вашего отсутствия.
leave-substitute-ask = Выберите коллегу по отделу или напишите часть фамилии.
leave-substitute-found = Нашли по «{ $part }»:
leave-substitute-none = По «{ $part }» никого не нашли. Напишите иначе, например только начало фамилии.
leave-substitute-alone = В Вашем отделе больше никого нет. Напишите часть фамилии коллеги.
leave-substitute-without = Без замещающего
leave-substitute-department = Показать отдел

## Comment

leave-comment-title = <b>Комментарий</b>
leave-comment-ask = Напишите одним сообщением, до { $most } знаков. Увидят только Вы и кадры, в заявление он не попадёт.
leave-comment-now = Сейчас: { $comment }
leave-comment-drop = Убрать комментарий

## Receipt

leave-sent = Заявление <b>№ { $number }</b> принято { $at }.
leave-sent-again = Исправленное заявление <b>№ { $number }</b> принято { $at }.
leave-sent-next = Сообщим о каждом шаге. Отозвать можно, пока нет приказа.
leave-sent-withdraw = Отозвать

## The paper

leave-paper-name = Заявление № { $number }.pdf
leave-paper-nobody = Руководитель организации
leave-paper-ground = { $ground } (часть { $part ->
    [1] первая
   *[2] вторая
} статьи 128 Трудового кодекса Российской Федерации)
leave-article = ст. 128 ч. { $part } ТК
