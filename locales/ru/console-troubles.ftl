### `kabinet troubles` and `kabinet retry`.

console-trouble-help-list = что бот отложил, потому что не справился: номер, вид, как давно
console-trouble-help-again = попробовать ещё раз то, что отложено под этим номером
console-trouble-help-number = номер вида К-7F3A
console-trouble-none = Ничего не отложено.
console-trouble-row = { $number } · { trouble-kind } · { $age } назад
console-trouble-no-number = «{ $number }» — не номер. Номер выглядит как К-7F3A: буква К и четыре знака, цифры или буквы A–F. Какие есть, скажет kabinet troubles.
console-trouble-unknown = Под номером { $number } ничего не отложено.
console-trouble-again = { $number }: пробуем ещё раз. Если снова не получится, появится новый номер.
