### What the author of a broadcast is told when it has ended.

letter-broadcast-ended =
    { $stopped ->
        [0] Рассылка завершена
       *[other] Рассылка остановлена
    }: отправлено <b>{ NUMBER($sent) }</b> из { NUMBER($total) }{ $dead ->
        [0] {""}
       *[other] , не доставлено { NUMBER($dead) }
    }{ $unsure ->
        [0] {""}
       *[other] , неясно, дошло ли { NUMBER($unsure) }
    }.
    <i>{ $text }</i>
