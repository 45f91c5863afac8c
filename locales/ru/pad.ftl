### The code pad.

pad-empty = Пока пусто
