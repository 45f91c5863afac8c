### «На подпись»: look, enter the PIN, see what became of each.

signatures-menu = На подпись: { $unsigned }
signatures-title = <b>На подпись</b>
signatures-empty = Подписывать нечего.
signatures-look = Нажмите на документ: он придёт сюда целиком и отметится для подписи.
signatures-ready = Прочитайте документ выше. Если всё верно, подпишите: понадобится ПИН-код подписи. Если нет — исправьте его или отзовите: «Мои заявки».
signatures-unable =
    Подписать электронно сейчас нельзя: нет действующей подписи или электронные документы для Вас закончились.

    Создайте подпись в «Моей подписи» или подайте заявления на бумаге: кадры распечатают их, подпишете от руки.
signatures-ticked = ☑ № { $number } · { $title } · { SPAN($first, $last) }
signatures-unticked = ☐ № { $number } · { $title } · { SPAN($first, $last) }
signatures-sign = Подписать
signatures-paper = Подать на бумаге
signatures-sent-on-paper = Отправлено. Подпишите бумагу в кадрах.
signatures-pin =
    <b>ПИН-код подписи</b>

    Вы подписываете:
    { $documents }
signatures-line = • { $name } · SHA-256 { $digest }…
signatures-more = { $count ->
    [one] и ещё { $count } документ
    [few] и ещё { $count } документа
   *[other] и ещё { $count } документов
}
signatures-done = { $total ->
    [one] <b>Подписано и отправлено</b>
   *[other] <b>Подписано и отправлено: { $total }</b>
}
signatures-partly = <b>Подписано: { $signed } из { $total }</b>
signatures-signed = ✓ { $name }
signatures-changed = ⚠️ { $name }: файл изменился после просмотра, поэтому не подписан. Откройте его заново.
signatures-over = ⚠️ { $name }: заявление устарело. Исправьте его в «Моих заявках» и отправьте заново — номер останется прежним.
signatures-gone = ⚠️ { $name }: подпись уже не нужна — заявление исправили, отозвали или отправили иначе.
signatures-untried = ⚠️ { $name }: не подписан, попробуйте ещё раз.
signatures-rest = Остальные на подпись
