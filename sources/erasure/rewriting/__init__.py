"""Delivered files without what names a target: one module a format, each from bytes to bytes.

Everything that is not touched stays byte for byte, and the same file and targets give the same bytes.
"""
