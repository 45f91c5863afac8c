### «Главное».

menu-title = <b>{ $name }</b>, { $company }
menu-waits = Ждут Вас: { $waits }
menu-waits-tasks = { $count ->
    [one] { $count } задача
    [few] { $count } задачи
   *[other] { $count } задач
}
menu-waits-returned = { $count ->
    [one] { $count } заявление на доработке
    [few] { $count } заявления на доработке
   *[other] { $count } заявлений на доработке
}
menu-waits-unsigned = { $count ->
    [one] { $count } заявление на подпись
    [few] { $count } заявления на подпись
   *[other] { $count } заявлений на подпись
}
menu-balance = Отпуск: <b>{ $days }</b> (на { DATE($on) }, оценка по данным бухгалтерии)
menu-leave = Отпуск
menu-requests = Мои заявки
menu-tasks = Мои задачи
menu-undelivered = Недоставленные: { $lost }
menu-broadcasts = Рассылки
menu-troubles = Сбои: { $aside }
menu-settings = Настройки
menu-help = Помощь
menu-switch = Сменить организацию
menu-switch-title = <b>Где Вы работаете сейчас?</b>
