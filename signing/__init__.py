"""Keys, codes and (later) signatures: bytes in, bytes out. This floor knows neither tables nor Telegram."""
