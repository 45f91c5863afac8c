### What the rules of leave tell before a request is sent (cabinet/leave/findings.py: one text per code).
### «нельзя», «нужно согласие» and «к сведению» are marked by the window, not repeated here.

## Нельзя

leave-finding-dates-missing = Выберите и первый, и последний день отпуска.
leave-finding-past = { DAY($day) } — этот день уже прошёл. Выберите сегодняшний или более поздний.
leave-finding-reversed = Последний день ({ DATE($last) }) раньше первого ({ DATE($first) }). Выберите последний день заново.
leave-finding-too-long = Один отпуск не может быть длиннее { $days ->
    [one] { $days } дня
   *[other] { $days } дней
}. Проверьте даты.
leave-finding-before-hire = Отпуск может начаться не раньше дня приёма на работу: { LONGDATE($hired) }
leave-finding-after-dismissal = Отпуск должен закончиться не позже последнего дня работы: { LONGDATE($dismissed) }
leave-finding-overlap = Занято { $kind ->
    [annual] Вашим отпуском
    [unpaid] Вашим отпуском без сохранения зарплаты
    [sick] Вашим больничным
    [trip] Вашей командировкой
   *[other] Вашим отсутствием
} ({ SPAN($first, $last) }). Выберите другие дни.
leave-finding-only-holidays = Это только праздники: они и так выходные и отпуск не тратят (ст. 120 ТК). Добавьте хотя бы один другой день.

## Нужно согласие

leave-finding-short-notice =
    До { DATE($first) } меньше двух недель: возможно по согласию работодателя (ст. 123 ТК).
    Отпускные придут не позже { DATE($due) } (ст. 136 ТК).
leave-finding-short-notice-eve =
    До { DATE($first) } меньше двух недель: возможно по согласию работодателя (ст. 123 ТК).
    Отпускные придут не позже { DATE($due) }: { DATE($nominal) } — выходной, платят накануне (ст. 136 ТК).
leave-finding-short-notice-late =
    До { DATE($first) } меньше двух недель: возможно по согласию работодателя (ст. 123 ТК).
    Отпускные должны прийти не позже { DATE($due) }, а этот день уже прошёл (ст. 136 ТК): могут предложить другую дату.
leave-finding-first-months = Право на первый отпуск — с { LONGDATE($right) }, через полгода работы. Раньше — по согласию работодателя (ст. 122 ТК).
leave-finding-by-agreement = Отпуск без сохранения по семейным и другим уважительным причинам дают по согласию работодателя (ст. 128 ТК).
leave-finding-ground-excess =
    По этому основанию обязаны дать до { $limit ->
        [one] { $limit } дня
       *[other] { $limit } дней
    }{ $used ->
        [0] {""}
       *[other] , за этот год уже взято { $used }
    }. Ещё { $excess ->
        [one] { $excess } день
        [few] { $excess } дня
       *[other] { $excess } дней
    } — по согласию работодателя (ст. 128 ТК).
leave-finding-ground-again =
    По этому основанию в этом году уже взято { $used ->
        [one] { $used } день
        [few] { $used } дня
       *[other] { $used } дней
    }. До { $limit ->
        [one] { $limit } дня
       *[other] { $limit } дней
    } обязаны дать на каждый новый случай; если случай тот же, нужно согласие работодателя (ст. 128 ТК).

## К сведению

leave-finding-advance = { $days ->
    [one] { $days } день
    [few] { $days } дня
    [many] { $days } дней
   *[other] { $days } дня
} авансом; при увольнении их могут удержать (ст. 137 ТК).
leave-finding-balance-unknown = Остаток отпуска пока неизвестен: его ещё не передала бухгалтерия. Отправить заявление можно.
leave-finding-part-fits = Одна часть отпуска в году должна быть не короче 14 дней — эта подходит (ст. 125 ТК).
leave-finding-part-needed = Одна часть отпуска в году должна быть не короче 14 дней (ст. 125 ТК). В { $year } году такой пока нет.
leave-finding-ground-given = До { $limit ->
    [one] { $limit } дня
   *[other] { $limit } дней
} по этому основанию работодатель обязан дать (ст. 128 ТК).
leave-finding-holiday = { DATE($day) } — праздник: отпуск не тратит (ст. 120 ТК). Можно выбрать.
