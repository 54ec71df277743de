"""How well mails are read: `make score` prints the figures for our own mails and for the public corpus."""
