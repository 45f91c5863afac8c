### What is wrong with files that were brought to be checked.

error-invalid-check-archive = Архив повреждён или закрыт паролем. Распакуйте его сами и укажите файлы.
error-invalid-check-many = Файлов слишком много: за один раз — до { $limit }.
error-invalid-check-large = Архив слишком большой: распакованные файлы занимают больше { $limit } МБ.
