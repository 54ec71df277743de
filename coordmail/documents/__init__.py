"""Every shape of text into one: plain text, HTML, .docx and .xlsx become the same blocks."""
