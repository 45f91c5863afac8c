"""The log of our HTTP servers, without what is no HTTP: it would show what strangers send, as often as they like."""

from __future__ import annotations

import logging

from aiohttp.http_exceptions import HttpProcessingError

FAULTS = logging.getLogger(__name__)
FAULTS.addFilter(lambda line: not (line.exc_info and isinstance(line.exc_info[1], HttpProcessingError)))
