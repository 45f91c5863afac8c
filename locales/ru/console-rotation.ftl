### `kabinet keys rotate` and `kabinet keys status`.

console-rotation-help = смена ключей сервера (rotate) и сколько осталось (status)
console-rotation-help-deed = rotate — сменить ключи или продолжить прерванную смену; status — что осталось под прежними
console-rotation-help-shared = на других машинах тот же файл ключей (общая папка), а не копия
console-rotation-kept = Не меняются ключи слепых индексов (телефон и почту тогда не найти), кодов SMS и ключей входа, клавиатур, кода входа и ПИН-кода: без самих кодов их не пересчитать, а коды знают только люди.
console-rotation-begun = Меняем ключи: бот может работать, команду можно прервать и запустить снова. Ожидание — { $seconds } с, остальное зависит от объёма…
console-rotation-done =
    Ключи сменены, прежних ({ $keys }) больше нет. Обновите копию файла { $path }. Прежнюю копию храните, пока храните
    копии базы, сделанные до смены: их открывает только она.
console-rotation-place = { $place }: { $count }
console-rotation-left =
    { $count ->
        [one] Под прежним ключом { $count } значение
        [few] Под прежним ключом { $count } значения
       *[many] Под прежним ключом { $count } значений
    }: прежний ключ остаётся. Повторите kabinet keys rotate; если число не уменьшается, значение повреждено — какое, сказано в журнале программы.
console-rotation-force = Действуют: { $keys }.
console-rotation-old = Прежние, ещё не удалены: { $keys }. Завершит kabinet keys rotate.
console-rotation-no-old = Прежних ключей нет.
console-rotation-runs = Смена ключей уже идёт: дождитесь её конца.
console-rotation-elsewhere = Бот работает и на других машинах: { $hosts }. Остановите его там или, если файл ключей у всех один, добавьте --shared.
console-rotation-unwritable = Файл ключей { $path } не изменить: { $why }.
