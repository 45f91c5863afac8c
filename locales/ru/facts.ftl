### Facts of a request, one line each: the employee, the manager and HR read the same words.

fact-leave-annual = Ежегодный отпуск
fact-leave-unpaid = Отпуск без сохранения зарплаты
fact-leave-days = Дней отпуска: <b>{ $days }</b>
fact-leave-remains = Останется дней: { NUMBER($days) } (оценка)
fact-leave-advance = Авансом дней: { NUMBER($days) } (оценка, ст. 137 ТК)
fact-leave-balance-unknown = Остаток неизвестен: бухгалтерия его ещё не передала
fact-leave-substitute = Замещает: { $who }
fact-leave-together = В эти дни отсутствует { $who }: { SPAN($first, $last) }
fact-leave-together-more = И ещё отсутствующих в отделе: { $count }
fact-leave-ground = Причина: { $ground }
