### `kabinet verify`.

console-verify-help = проверить электронные подписи: архив или документ с файлами подписей, без базы и без сети
console-verify-help-files = архив ZIP из кабинета, либо документ и его подписи (.sgn, .sig, .p7s), сертификаты, списки отозванных
console-verify-help-root = корневой сертификат, которому вы доверяете; без него берётся тот, что лежит среди файлов
console-verify-help-stamp-root = корневой сертификат службы меток времени; без него метки не учитываются
console-verify-good = { $file }: подпись действительна.
console-verify-bad = { $file }: ПОДПИСЬ НЕДЕЙСТВИТЕЛЬНА.
console-verify-unchecked = { $file }: подпись не проверена.
console-verify-document = {"  "}Документ: { $file }.
console-verify-inside = {"  "}Подпись стоит внутри файла, в поле «{ $field }».
console-verify-inside-unread = {"  "}Подпись внутри файла не прочитать: она повреждена или удалена, либо файл закрыт паролем.
console-verify-since-nothing = {"  "}После неё файл не менялся.
console-verify-since-allowed = {"  "}После неё в файл добавили другую подпись или заполнили поля; сам подписанный текст не изменился.
console-verify-no-document = {"  "}Документа, который подписан, среди файлов нет: добавьте его.
console-verify-problem = {"  "}Причина: { $text }.
console-verify-signer =
    {"  "}Подписал: { $name }{ $title ->
        [none] {""}
       *[other] , { $title }
    }, { $company }.
console-verify-serial = {"  "}Сертификат: { $serial }.
console-verify-claimed = {"  "}Время подписания, указанное в подписи: { $moment }.
console-verify-stamp = {"  "}Метка времени: { $moment }.
console-verify-later = {"  "}Сертификат отозван { $moment }, после подписания: действительность подписи это не меняет.
console-verify-own-root =
    Корневой сертификат ({ $name }) взят из самих файлов. Сравните его отпечаток SHA-256 с тем, что известен вам от работодателя:
    { $fingerprint }
console-verify-register = Числится ли сертификат в реестре выданных, эта команда не проверяет: это видно в кабинете.
console-verify-nothing = Среди этих файлов нет подписей. Укажите архив из кабинета, PDF с подписью внутри или документ вместе с файлами .sgn.
console-verify-no-root = В файле { $path } нет корневого сертификата.
console-verify-large = { $path }: файл больше { $limit } МБ.
console-verify-unread = { $path }: не прочитать ({ $why }).
