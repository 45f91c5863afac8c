### What whoever found a marked copy of a document is told: by the bot and by a page, without names.

copy-title = Проверка копии
copy-number = Документ № { $number }
copy-date = от { LONGDATE($dated) }
copy-signed = Подписан электронной подписью
copy-compare = Сверьте номер и дату с копией. Если они другие, копия поддельная.
copy-proof = Копия ничего не доказывает: отметку на ней мог нарисовать кто угодно. Доказывает подлинник — архив с файлом документа и файлом подписи. Попросите его у того, кто дал Вам копию.
copy-how = Как проверить подлинник
copy-how-script = Распакуйте архив и запустите verify.sh. Нужна программа OpenSSL 3; интернет и кабинет не нужны.
copy-how-root = Сверьте отпечаток корневого сертификата из листа подписания с тем, который назовёт работодатель.
copy-how-bot = Если у Вас есть кабинет сотрудника, пришлите архив в «Проверить подпись».
copy-silent = Имён и содержания документа здесь нет: они только в самом документе.
copy-answer =
    <b>{ copy-number } { copy-date }</b>. { copy-signed }.
    { copy-compare }

    { copy-proof }

    <b>{ copy-how }</b>
    1. { copy-how-script }
    2. { copy-how-root }
    3. { copy-how-bot }

    { copy-silent }
copy-unknown-title = Такой копии нет
copy-unknown = Документа с таким кодом мы не знаем: код прочитан не полностью, или копия поддельная. Наведите камеру ещё раз.
copy-trouble-title = Не получилось посмотреть
copy-trouble = Это на нашей стороне. Откройте ссылку ещё раз через несколько минут.
copy-often-title = Слишком часто
