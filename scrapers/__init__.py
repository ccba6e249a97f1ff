"""Gets pages from a portal politely and archives them. Nothing is interpreted here."""
