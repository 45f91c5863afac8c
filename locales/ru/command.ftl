### The list of commands, as the messenger shows it.

command-start = Главное меню
command-leave = Попросить отпуск
command-requests = Мои заявки
command-tasks = Мои задачи
command-undelivered = Недоставленные
command-broadcast = Рассылки
command-troubles = Сбои
command-settings = Код входа и кодовое слово
command-help = Помощь
command-cancel = Выйти в меню
command-desk = Привязать эту группу как группу кадров
