### The command line: read by administrators, in a terminal, without markup.

console-usage = Запуск:{" "}
console-group-what = что указать
console-group-options = ключи
console-program = Кабинет сотрудника: бот, его база и всё, что администратору нужно на сервере.
console-epilog = Настройки берутся из окружения и из файла .env: список в docs/settings.md.
console-commands = команды
console-bad-line = Команда не понята. Как её вводить: { $usage }Подробнее: { $program } --help
console-help-help = показать эту справку
console-help-json = вывести ответ в JSON
console-help-run = запустить бота на настоящем Telegram
console-help-demo = запустить пробную компанию и песочницу с телефонами в браузере
console-help-migrate = создать базу или обновить её до этой версии программы
console-help-seed = заполнить пустую базу пробной компанией
console-help-invite = сделать сотруднику ключ и ссылку для входа в кабинет
console-help-unlock = снять блокировку после неверных кодов
console-help-preview = записать страницу со всеми экранами бота
console-help-doctor = проверить настройки, ключи, базу, связь и диск
console-help-status = сказать, всё ли в порядке: что ждёт, что не доставлено, кто работает
console-help-role =
    взять на себя только эту работу: worker — обновления, courier — отправка, schedule — дела по часам; можно несколько
console-arg-role = РОЛЬ
console-arg-command = КОМАНДА
console-arg-number = НОМЕР
console-arg-inn = ИНН
console-arg-file = ФАЙЛ
console-help-number = табельный номер
console-help-company = ИНН компании: нужен, если номер есть в нескольких
console-help-out = куда записать страницу; по умолчанию docs/preview.html

## Settings

console-no-token = Не задан BOT_TOKEN: получите токен у @BotFather и впишите его в .env.
console-no-sms = Не задан SMS_GATEWAY: без него коды входа не уйдут. На пробной базе подойдёт SMS_GATEWAY=log.
console-no-people = В базе ещё нет людей: команда kabinet seed заполнит её пробной компанией.
console-setting-url = { $name }: нужен адрес вида https://…
console-setting-plain-http = { $name }: без шифрования (http://) можно обращаться только к этой же машине.
console-setting-database = { $name }: нужен адрес вида sqlite:///путь/к/файлу или postgresql://пользователь:пароль@сервер/база.
console-setting-token = { $name }: это не токен бота. Он выглядит как 123456789:AAE… и выдаёт его @BotFather.
console-setting-choice = { $name }: подходит одно из: { $choice }.
console-setting-wrong = { $name }: такое значение не подходит, см. docs/settings.md.
console-setting-webhook-secret = { $name }: нужна строка из 16–256 знаков A–Z, a–z, 0–9, «_» и «-»; на время замены — две через запятую, новая первой.
console-setting-listen = { $name }: нужны адрес и порт, например 127.0.0.1:8081.
console-no-webhook-secret = Задан WEBHOOK_URL, но не WEBHOOK_SECRET: без него боту сможет писать кто угодно. Впишите случайную строку из 16–256 знаков A–Z, a–z, 0–9, «_» и «-».
console-webhook-token = В WEBHOOK_URL стоит токен бота: адреса видны в чужих журналах. Придумайте другой путь.
console-setting-metrics-token = { $name }: от 16 латинских букв, цифр и знаков . _ ~ + / = - без пробелов.
console-setting-host = { $name }: нужно имя сервера без порта и без https://, например smtp.example.ru.
console-setting-mail = { $name }: нужен адрес почты латиницей, например kabinet@example.ru.
console-no-mail-from = Задан SMTP_HOST, но не MAIL_FROM: от чьего имени отправлять письма?
console-smtp-half = SMTP_USER и SMTP_PASSWORD задают вместе: или оба, или ни одного.
console-smtp-plain = SMTP_TLS=none годится только для почтового сервера на этой же машине: иначе письма и пароль прочитают по дороге.
console-smtp-ca-unread = SMTP_CA: файл { $path } не читается, или в нём нет сертификатов в виде PEM.
console-setting-stamps = { $name }: нужен адрес вида https://… Без шифрования (http://) — только без имени и пароля.
console-no-tsa-roots = Задан TSA_URL, но не TSA_ROOTS: без корневых сертификатов службы меток времени её метки не проверить.
console-tsa-roots-unread = TSA_ROOTS: файл { $path } не читается, или в нём нет корневых сертификатов.
console-no-metrics-token = HEALTH_LISTEN открывает показатели не только этой машине: задайте METRICS_TOKEN или слушайте 127.0.0.1.
console-keys-inside = KEYS_FILE лежит внутри DATA_DIR: ключи должны храниться отдельно от данных и их копии.

## Keys, database, stamp

console-keys-made =
    Создан файл ключей: { $path }
    Храните его копию отдельно от копии базы: без него базу не прочитать, а вместе с ней прочитает любой.
console-keys-grown =
    В файл ключей { $path } добавлены ключи для электронной подписи.
    Обновите его копию: прежняя больше не подойдёт.
console-keys-old = Файл ключей { $path } — от прежней версии программы, в нём нет ключей для подписи: выполните kabinet migrate.
console-keys-not-grown = В файл ключей { $path } не добавить ключи для подписи: { $why }.
console-keys-missing = Нет файла ключей { $path }, а база уже заполнена им. Верните файл из его копии или поправьте KEYS_FILE.
console-keys-foreign = Файл ключей { $path } — от другой базы. Верните файл, с которым эту базу заполняли.
console-keys-open = Файл ключей { $path } могут читать другие пользователи: выполните chmod 600.
console-keys-broken = Файл ключей { $path } повреждён. Верните его из копии.
console-keys-unreadable = Файл ключей { $path } не читается: { $why }.
console-keys-unwritable = Файл ключей { $path } не создать: { $why }.
console-no-database = База данных недоступна ({ $why }). Проверьте DATABASE_URL и DATA_DIR.
console-empty-database = База пуста: сначала выполните kabinet migrate или kabinet seed.
console-old-schema = База от прежней версии программы: выполните kabinet migrate.
console-new-schema = База от более новой версии программы (шаг { $revision }): обновите программу.
console-migrated = База готова, шаг { $revision }.
console-run-demo = Это база демонстрации: на настоящем Telegram её не запускают. Задайте другую DATA_DIR или DATABASE_URL.
console-trial = Внимание: пробная база, люди в ней вымышленные.
console-sms-log = SMS_GATEWAY=log пишет коды в файл и годится только для пробной базы (kabinet seed).
console-sms-sandbox = SMS_GATEWAY=sandbox работает только в демонстрации (kabinet demo).

## Telegram

console-bad-token = Telegram не принял BOT_TOKEN. Проверьте его у @BotFather.
console-no-api = Не удалось связаться с { $address }: { $why }. Проверьте сеть и BOT_API_URL.
console-api-trouble = { $address } ответил не так, как Telegram (код { $status }). Проверьте BOT_API_URL.
console-no-answer = нет ответа
console-no-connection = нет соединения

## Run and demo

console-running = Бот @{ $bot } работает. Остановить: Ctrl-C.
console-health-taken = HEALTH_LISTEN: адрес { $address } не занять ({ $why }). Остановите другую программу или задайте другой порт.
console-public-taken = PUBLIC_LISTEN: адрес { $address } не занять ({ $why }). Остановите другую программу или задайте другой порт.
console-stopped = Остановлено.
console-role-sqlite = Роли процессов бывают только с PostgreSQL: на SQLite всё делает один процесс. Запустите kabinet run без --role.
console-part-died = Работа «{ $part }» прервалась из-за ошибки, она записана в журнал выше. Запустите снова.
console-busy = Порт { $port } занят: остановите другую программу или задайте другой DEMO_PORT.
console-sandbox-failed = Песочница не запустилась: { $why }
console-demo-ready =
    Демонстрация работает. Откройте в браузере:

      { $address }

    Что попробовать первым:
      1. Слева — телефон, на котором кабинет ещё не открыт: { $person }. Откройте ссылку из подсказок,
         введите код из SMS и придумайте код входа.
      2. Попросите отпуск: «Отпуск», первый день, последний день, «Отправить».
      3. На соседних телефонах согласуйте его как руководитель и примите в группе кадров.
    Код входа у тех, кто уже в кабинете: { $code }
console-demo-second =
    {""}
    Всё ли в порядке, скажет в другом окне (там же troubles и doctor):
      cd { $folder } && { $program } status
console-demo-stop =
    {""}
    Остановить: Ctrl-C. Следующий запуск продолжит с того же места.

## Several processes (make cluster)

console-cluster-begins = Запускаем PostgreSQL и процессы кабинета, это меньше минуты…
console-cluster-ready =
    Кабинет работает в нескольких процессах над одной базой PostgreSQL:

    { $rows }

    Убейте любой, например kill -9 { $pid }: остальные сделают его работу, а через секунду эта команда
    запустит его снова, как systemd на сервере.
    По адресу процесса отвечают /live, /ready и /metrics; журналы лежат в { $journals }
    Всё ли в порядке, скажет в другом окне:
      cd { $folder } && { $program } status

console-cluster-row = {"  "}{ $name }  pid { $pid }  { $address }
console-cluster-ended = { $name } (pid { $pid }): { $how ->
        [signal] остановлен сигналом { $number }
       *[code] завершился с кодом { $number }
    }. Через секунду запустим снова.
console-cluster-again = { $name } снова работает: pid { $pid }, { $address }
console-cluster-no-start = { $name } не запустился: { $why }
console-cluster-rival = В папке { $folder } уже работает другой make cluster: остановите его.

## Seed, invite, unlock

console-has-people = В базе уже есть люди: пробная компания ставится только в пустую.
console-seed-demo = Это база демонстрации, в ней люди уже есть.
console-seed-row = { $number }  { $phone }  { $name }{ $roles }
console-seed-roles = {" "}— { $roles }
console-seed-company = { $name }, ИНН { $inn }
console-seeded =
    Готово: { $people ->
        [one] { $people } сотрудник
        [few] { $people } сотрудника
       *[other] { $people } сотрудников
    }, никто ещё не вошёл. Ключ для входа: kabinet invite НОМЕР
console-role-hr = кадры
console-role-director = директор
console-role-admin = администратор
console-role-manager = руководитель
console-nobody = Сотрудника с номером { $number } нет.
console-nobody-in = В компании с ИНН { $inn } нет сотрудника с номером { $number }.
console-which-company = Номер { $number } есть в нескольких компаниях: добавьте --company с одним из ИНН: { $inns }.
console-invited =
    { $name }
    Ключ: { $key }
    Ссылка: { $link }
    Действует 7 дней, один раз.
console-no-link = появится, когда задан BOT_TOKEN
console-unlocked = { $name }: блокировка снята.

## Preview and doctor

console-previewed = Записано: { $path }
console-doctor-fine = всё в порядке
console-doctor-row = { $ok ->
    [yes] ✓
    [no] ✗
   *[skipped] –
} { $name }: { $text }
console-doctor-skipped = не проверялось: мешает то, что выше
console-doctor-settings = настройки
console-doctor-keys = ключи
console-doctor-database = база
console-doctor-migrations = схема базы
console-doctor-api = Telegram
console-doctor-clock = часы
console-doctor-disk = диск
console-doctor-fonts = шрифты
console-doctor-mail = почта
console-doctor-stamps = метки времени
console-doctor-stamps-none = не настроены (TSA_URL): у подписей остаётся время, указанное подписавшим
console-doctor-stamps-fine = служба задана; корневых сертификатов: { $count }
console-doctor-keys-fine = { $path }
console-doctor-keys-none = файла { $path } ещё нет: его создаст kabinet migrate
console-doctor-database-fine = доступна; назначение: { $stamp }
console-doctor-database-empty = пуста: выполните kabinet migrate или kabinet seed
console-doctor-schema-fine = шаг { $revision }
console-doctor-schema-old = шаг { $revision }, нужен { $head }: выполните kabinet migrate
console-doctor-api-fine = @{ $bot }
console-doctor-clock-fine = расходятся с Telegram на { $seconds } с
console-doctor-clock-off = расходятся с Telegram на { $seconds } с: настройте время (NTP)
console-doctor-disk-fine = свободно { $free } МБ
console-doctor-disk-full = свободно только { $free } МБ в { $path }
console-doctor-disk-closed = { $path }: нельзя писать
console-doctor-mail-none = не настроена (SMTP_HOST): на почту не уходит ничего, ни уведомления о подписи, ни отпечаток журнала
console-doctor-mail-play = в демонстрации письма пишутся в mail.log в DATA_DIR и никуда не уходят
console-doctor-mail-bad = сервер не принял нас: { $why }
console-doctor-mail-fine = сервер готов принять письма от { $sender }
console-doctor-fonts-none = не найден шрифт для документов: переустановите зависимости
console-unexpected = Непредвиденная ошибка, она записана в журнал выше.

## The sandbox's own words

console-demo-bot = Кабинет
console-hint-key = { $person } ещё не в кабинете: откройте ссылку, дальше придёт код из SMS.
console-hint-leave = Попросите отпуск: «Отпуск», первый день, последний день, «Отправить».
console-hint-manager = Согласуйте заявку как руководитель.
console-hint-desk = Примите её в группе кадров, затем «Оформить» в личном чате: номер и дата приказа.
console-hint-joining = Электронная подпись: в личном чате кадров «КЭДО» — отметьте Павла на каждом шаге.
console-hint-certificate = Потом у Павла «Моя подпись» → «Создать подпись», а кадры подтвердят его личность. Новое заявление попросит ПИН-код.
console-hint-code = Код входа у тех, кто уже в кабинете: { $code }.

console-api-token = Токен бота не подошёл: проверьте BOT_TOKEN.
console-api-rival = Обновления этого бота уже забирает другой процесс. Остановите его и запустите снова.
console-api-webhook = У этого бота включён вебхук. Отключите его (deleteWebhook) и запустите снова.
console-webhook-refused = Telegram не принял WEBHOOK_URL. Нужен адрес https:// с настоящим сертификатом, порт 443, 80, 88 или 8443.
console-webhook-taken = Не занять { $address } для вебхука: { $why }. Освободите порт или задайте другой WEBHOOK_LISTEN.
console-api-unreachable = Telegram не отвечает. Проверьте сеть и BOT_API_URL.
