### «Сбои» of an administrator: updates that were put aside.

trouble-list-title = <b>Сбои</b>
trouble-list-empty = Сбоев нет. Если что-то не сработает по вине бота, оно появится здесь под своим номером.
trouble-list-hint = Это сообщения и нажатия, с которыми бот не справился. Что в них и от кого они, здесь не видно. Нажмите на номер.
trouble-button = { $number } · { $kind ->
    [message] сообщение
    [callback_query] кнопка
   *[other] событие
} · { $at }
trouble-title =
    <b>{ $number }</b>: { $kind }
    { $at }
trouble-hint = Что случилось, написано в журнале бота под этим номером. Когда причина исправлена, попробуйте ещё раз: сделанное второй раз не сделается.
trouble-gone = Это уже решено: делать ничего не нужно.
trouble-again = Попробовать ещё раз
trouble-drop = Убрать
trouble-all = Все сбои
trouble-toast-again = Пробуем ещё раз. Если снова не получится, появится новый номер.
trouble-toast-drop = Убрано.
trouble-kind =
    { $kind ->
        [message] сообщение
        [edited_message] исправленное сообщение
        [callback_query] нажатие кнопки
        [my_chat_member] место бота в чате
        [chat_member] участник группы
       *[other] другое событие
    }
