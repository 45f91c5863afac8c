### `kabinet edo`.

console-edo-help = ввести в компании электронный документооборот: её акт, сроки, адрес списка отозванных
console-edo-help-deed = introduce — ввести или изменить названное; crl — выложить списки отозванных сертификатов
console-edo-help-out = папка для списков отозванных сертификатов (для crl)
console-edo-arg-folder = ПАПКА
console-edo-no-out = Назовите папку: kabinet edo crl --out ПАПКА.
console-edo-out-refused = В папку { $path } не записать: { $why }.
console-edo-crl-done = Списков отозванных сертификатов записано: { $count }, папка { $path }.
console-edo-help-act-name = название локального акта
console-edo-help-act-number = номер акта
console-edo-help-act-date = дата акта: ГГГГ-ММ-ДД
console-edo-help-starts = с какого дня действует КЭДО
console-edo-help-answer-by = до какого дня просят ответить сотрудников
console-edo-help-crl-url = где опубликован список отозванных сертификатов; после выпуска корня не меняется
console-edo-help-system = название системы в документах
console-edo-help-place = где составляют документы, например г. Москва
console-edo-help-ogrn = ОГРН компании
console-edo-help-address = адрес компании
console-edo-help-basis = на основании чего действует директор, в родительном падеже; обычно Устава
console-edo-help-heads-to = адреса почты для ежедневного отпечатка журнала, через запятую
console-edo-arg-text = ТЕКСТ
console-edo-arg-day = ДЕНЬ
console-edo-arg-url = АДРЕС
console-edo-done = { $new ->
    [0] { $company }: сведения о КЭДО изменены.
   *[other] { $company }: КЭДО введён. Кадры увидят «КЭДО» в меню, сотрудники — «Электронные документы» в настройках.
}
console-edo-no-company = Компании с ИНН { $inn } в базе нет.
console-edo-which = В базе несколько компаний ({ $inns }): добавьте --company ИНН.
