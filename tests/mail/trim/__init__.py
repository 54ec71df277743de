"""Reply trimming."""
