"""Erasure: what is kept of some people in landing, raw, quarantine and manifest goes, and stays gone.

Belongs here: finding their rows by the hash of each identifier, rewriting what holds them, tombstones and
the guard against replays. Does not belong here: who a member is, which the caller resolves, and the published
store.
"""
