### What is wrong with a signed document.

error-invalid-document-unproven = Подпись этого документа не прошла проверку: копию с отметкой сделать нельзя. Скачайте архив: в листе подписания написано, что не так.
error-invalid-document-often = Вы спрашиваете слишком часто. Подождите минуту и откройте ссылку снова.
