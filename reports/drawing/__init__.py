"""Drawings of a page: Altair describes them, vl-convert draws them as the page is made; no script."""
