"""Receipts that never were, with exact labels: a second measure of reading, and matter to learn from.

Vendors, addresses and numbers are put together by chance from lists of words; no company is meant, and telephone
numbers come from the range that is kept free for fiction. What stands on a receipt follows from its seed alone; only
its pixels depend on the fonts and the libraries that draw it.
"""
