"""Planning without scripts: a form sent, a page back with the tours as text, a map picture and files."""
