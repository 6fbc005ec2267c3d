"""From what users have (text, HTML, feeds, archives) to reports."""
