### `kabinet journal`.

console-journal-help = проверить, не переписано ли прошлое в журнале событий
console-journal-help-deed = verify — пересчитать весь журнал и сравнить с отпечатками
console-journal-help-against = отпечаток из письма или из группы кадров, вида 1234:3fa0…; можно несколько
console-journal-arg-head = ОТПЕЧАТОК
console-journal-no-head = «{ $typed }» — не отпечаток журнала. Он состоит из числа записей, двоеточия и 64 знаков 0–9 и a–f: скопируйте строку из письма целиком.
console-journal-fine = Журнал цел: ни одна запись не изменена, не убрана и не вставлена.
console-journal-rewritten = ЖУРНАЛ ПЕРЕПИСАН.
console-journal-changed = {"  "}Изменены записи с номерами: { $numbers }.
console-journal-removed = {"  "}Удалены записи с номерами: { $numbers }.
console-journal-added = {"  "}Вставлены задним числом записи с номерами: { $numbers }. (Так же выглядит запись, сделанная, когда часы сервера отстали больше чем на час.)
console-journal-gaps = {"  "}Из дерева убраны листы: { $numbers }.
console-journal-forged = {"  "}Подделаны отпечатки, которые хранятся в базе, за дни: { $days }.
console-journal-stale = {"  "}Вершина дерева не соответствует его листам.
console-journal-span =
    {"  "}Не сходится отпечаток { $head }
    {"  "}Переписано что-то среди записей с { $first }-й по { $last }-ю.
console-journal-short =
    {"  "}Не сходится отпечаток { $head }
    {"  "}Записей осталось меньше, чем в нём: { $size }.
console-journal-typed = {"  "}Сверьте этот отпечаток с письмом знак за знаком: опечатка выглядит так же.
console-journal-fits = Сходится отпечаток { $head }.
console-journal-own = Ежедневных отпечатков в самой базе, которые сходятся: { $count }.
console-journal-alone =
    Это сказано по самой базе. У кого были и она, и файл ключей, тот мог переписать всё согласованно.
    Чтобы исключить и это, возьмите отпечаток из письма, пришедшего к Вам: kabinet journal verify --against ОТПЕЧАТОК
console-journal-tree =
    Записей в дереве: { $size }, ещё не скреплено: { $unsealed }. Отпечаток сейчас:
    { $head }
