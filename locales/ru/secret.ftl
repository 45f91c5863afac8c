### What every screen says that asks for a secret.

secret-never = <i>Мы никогда не просим коды Госуслуг и банков.</i>
secret-word = Ваше кодовое слово: <b>{ $word }</b>
secret-stray = Цифры, похожие на код, удалили из чата: коды здесь не пишут, их нажимают на экране, который о них спрашивает.
