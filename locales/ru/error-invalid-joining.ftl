### What cannot be marked, printed or introduced.

error-invalid-joining-order = шаг сейчас не тот: сначала уведомление, потом согласие, потом соглашение.
error-invalid-joining-ended = КЭДО заканчивается с { DATE($day) }, новых отметок нет.
error-invalid-joining-way = так это подписать нельзя.
error-invalid-joining-exempt = согласие нужно: человек принят не позже 31.12.2021.
error-invalid-joining-end-day = закончить КЭДО можно с сегодняшнего дня или позже.
error-invalid-joining-self = о себе не отмечают: это сделает другой сотрудник кадров или директор.
error-invalid-joining-many = За один раз можно отметить не больше { $most } человек.
error-invalid-joining-nobody = Сначала выберите людей.
error-invalid-joining-no-director = В компании не назначен директор: в бланке некому подписать. Скажите администратору.
error-invalid-joining-missing = Не хватает сведений об акте: нужны название, номер, дата, начало, срок ответа и адрес списка отозванных.
error-invalid-joining-fact = Слишком длинно: каждое значение — не больше { $most } знаков.
error-invalid-joining-url = Адрес списка отозванных должен быть вида http://… или https://…, латиницей.
error-invalid-joining-url-fixed = Адрес списка отозванных уже не сменить: он стоит в выданных сертификатах ({ $url }).
error-invalid-joining-ogrn = ОГРН — 13 цифр, у предпринимателя — 15.
error-invalid-joining-mail = Адрес почты выглядит как имя@сервер.ru; несколько — через запятую.
error-invalid-joining-dates = Дата акта не может быть позже начала КЭДО и срока ответа.
error-invalid-joining-undo = отменить нечего: последняя отметка не сегодняшняя, не Вашей роли или уже не последняя.
error-invalid-joining-certificate = отменить нельзя: человек уже создавал подпись.
