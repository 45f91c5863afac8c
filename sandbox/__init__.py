"""A local Telegram: a Bot API server, people with phones, and a world that survives ``kill -9``.

Why: the whole product can be tried and tested over the real wire (HTTP, long polling, files, refusals) without a
token, without the internet and without mocks inside the bot. It stands alone: nothing of the project is imported here,
and only ``bot/__main__`` (command ``demo``) and the tests start it.
"""
