"""How what is said looks: tables and sentences as text, Markdown, HTML, CSV and JSON, whatever it is."""
