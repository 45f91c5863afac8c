### The HR desk: cards, their buttons, their toasts.

desk-accept = Принять
desk-approve = Согласовать
desk-return-why = На доработку
desk-decline-why = Отклонить
desk-return = На доработку
desk-decline = Отклонить
desk-back = Назад
desk-undo = Вернуть (10 секунд)
desk-own-words = Свои слова
desk-link-open = Открыть
desk-link-do = Оформить

desk-state-manager = Срок: <b>{ $due }</b> · у руководителя: { $who }
desk-state-office = Срок: <b>{ $due }</b> · в кадрах
desk-state-director = Срок: <b>{ $due }</b> · у директора: { $who }
desk-state-accepted = Приказ — до <b>{ $due }</b> · исполняет { $who }
desk-state-done = Приказ <b>№ { $order }</b> от { LONGDATE($on) }
desk-state-signature = Сотрудник подписывает исправленное заявление.
desk-state-returned = Ждёт исправления у сотрудника.
desk-state-declined = Закрыто.
desk-state-withdrawn = Закрыто: сотрудник отозвал заявление.

desk-reason-return-1 = Уточните даты отпуска
desk-reason-return-2 = Приложите подтверждающий документ
desk-reason-return-3 = Согласуйте даты с руководителем
desk-reason-decline-1 = В эти дни отсутствует слишком много коллег
desk-reason-decline-2 = Даты не по графику отпусков
desk-reason-decline-3 = Нет оснований для этого отпуска

desk-toast-accept = Принято к исполнению. Вернуть можно 10 секунд.
desk-toast-approve = Согласовано. Вернуть можно 10 секунд.
desk-toast-return = Возвращено на доработку. Вернуть можно 10 секунд.
desk-toast-decline = Отклонено. Вернуть можно 10 секунд.
desk-toast-undo = Решение возвращено.

## Linking a group

desk-asked = Запрос принят. Подтвердить группу должен администратор в личном чате с ботом: { $who }.
desk-again = Эта группа уже привязана. Открытые заявки, которые в неё не попали, появятся сейчас.
desk-anonymous = Вы пишете от имени группы. Отключите «анонимность» в правах администратора и повторите /desk: решает человек, а не группа.
desk-in-group = Команда /desk работает внутри группы кадров: добавьте туда бота и наберите её там.
desk-confirm =
    <b>Группа «{ $title }»</b>
    { $who } просит показывать в ней заявки компании { $company }.
    Там будут номер, имя, даты и кнопки решений. Файлов, оснований и комментариев в группе не бывает.
    Проверьте, что в группе только сотрудники кадров.
desk-confirm-alone = Второго администратора нет, поэтому спросим Ваш код входа.
desk-confirm-yes = Да, это наша группа
desk-confirm-no = Это не наша группа

desk-warned = Закон не на стороне отказа ({ $article }). Отклонить всё же можно в личном чате: нажмите «Свои слова».
