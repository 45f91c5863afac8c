### Files that people add.

document-files-title = <b>Файлы к заявлению</b>
document-files-ask = Пришлите файл или фото: PDF, JPEG, PNG, HEIC или DOCX, до { $size } МБ, не больше { $most }.
document-files-private = Увидят только Вы и кадры.
document-files-none = Пока ничего не приложено.
document-files-drop = Нажмите на файл, чтобы убрать его.
document-file-drop = ✕ { $name }
document-file-sent = { $name } — уже отправлен
document-photo-name = Фото

## The evidence of a signed document.

document-archive-name = { $name }, архив.zip
document-copy-name = { $name }, копия с отметкой.pdf
