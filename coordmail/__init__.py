"""coordmail follows up meeting minutes by e-mail."""
