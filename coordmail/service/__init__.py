"""The only place where the edges meet: mail comes in, is dealt with, and goes out. Knows no meeting."""
