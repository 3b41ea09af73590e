"""Drawings of a page: Altair makes them, vl-convert draws them while the page is made; no script reaches a reader."""
