### /settings.

settings-title =
    <b>Настройки</b>

    { $name }
    { $company } · { $position } · табельный № { $number }
settings-phone = Телефон для кодов: <b>{ $phone }</b>. Сменился — скажите в кадрах.
settings-word = Кодовое слово: <b>{ $word }</b>. Его показывает только настоящий бот.
settings-change-code = Сменить код входа
settings-change-word = Сменить кодовое слово
settings-choose-word =
    <b>Новое кодовое слово</b>

    Возьмите одно из трёх или напишите своё.
settings-close = Закрыть доступ сейчас
settings-closed = Доступ закрыт: дальше понадобится код входа.
settings-code-changed = Код входа сменили.
settings-word-changed = Кодовое слово сменили.
