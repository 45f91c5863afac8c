### What administrators are told of troubles: once at first, then once an hour how many more.

letter-trouble-first =
    Бот не справился с одним событием: <b>{ $number }</b>, { trouble-kind }.
    Посмотрите запись в журнале под этим номером. Когда причина исправлена, здесь можно попробовать ещё раз.
letter-trouble-more = За последний час появилось ещё { $count ->
    [one] { $count } событие, с которым
    [few] { $count } события, с которыми
   *[other] { $count } событий, с которыми
} бот не справился.
