"""Keys, codes and signatures: bytes in, bytes out. This floor knows neither tables nor Telegram."""
