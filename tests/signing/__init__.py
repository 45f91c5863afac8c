"""Keys and signatures, judged by tools of others wherever there are any."""
