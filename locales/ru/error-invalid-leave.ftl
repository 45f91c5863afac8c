### What cannot be taken when leave is asked for, and what to do next.

error-invalid-leave-stopped = Отправить нельзя. { $why }
error-invalid-leave-taken = Эти дни уже заняты другим отпуском или отсутствием ({ SPAN($first, $last) }).
error-invalid-leave-ground = Выберите причину отпуска без сохранения зарплаты.
error-invalid-leave-substitute = Этого коллегу выбрать нельзя: он уже не работает у Вас или это Вы сами. Выберите другого.
error-invalid-leave-comment-long = Комментарий слишком длинный: можно до { $most } знаков, а здесь { $length }. Напишите короче.
error-invalid-leave-comment-empty = Здесь нужен текст. Напишите комментарий одним сообщением.
