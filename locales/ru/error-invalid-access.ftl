### Access codes and code words that cannot be taken.

error-invalid-access-form = Код входа — от 4 до 8 цифр, потом «Готово».
error-invalid-access-weak = Такой код угадают первым. Возьмите другой: не год, не дату, не телефон, не ряд.
error-invalid-access-differs = Коды не совпали. Придумайте код входа ещё раз.
error-invalid-access-word = Кодовое слово — от { $least } до { $most } букв, без цифр и знаков.
