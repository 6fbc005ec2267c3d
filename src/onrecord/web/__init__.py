"""The web page and the HTTP API over an archive. Server-rendered; nothing from the network; report text is only ever text."""
