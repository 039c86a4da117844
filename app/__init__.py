"""The web side: pages, API, exports, what is kept in SQL."""
