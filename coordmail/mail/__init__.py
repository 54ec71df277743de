"""Mail in and out: the mailbox, MIME, the sending server. Knows what a mail is, not what a meeting is."""
