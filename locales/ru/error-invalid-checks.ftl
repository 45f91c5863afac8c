### What is wrong with files that were brought to be checked.

error-invalid-check-archive = Архив повреждён или закрыт паролем. Распакуйте его сами и укажите файлы.
error-invalid-check-many = Файлов слишком много: за один раз — до { $limit }.
error-invalid-check-large = Архив слишком большой: распакованные файлы занимают больше { $limit } МБ.
error-invalid-check-often = За час можно проверить { $limit } раз. Подождите и пришлите файлы снова.
error-invalid-check-none = Среди этих файлов нет подписей. Пришлите архив документа, PDF с подписью внутри или документ вместе с файлом подписи (.sgn, .sig, .p7s).
error-invalid-check-unread = Эти файлы не получилось прочитать: они повреждены или устроены слишком сложно.
error-invalid-check-files = За один раз можно проверить { $limit } файлов. Если их больше, пришлите архив ZIP.
