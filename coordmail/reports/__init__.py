"""From facts to papers: .docx as bytes. Pure functions that neither query nor send."""
