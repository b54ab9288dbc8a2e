"""Reading a receipt: from recognized words with boxes to vendor, date, total, tax, currency and last four."""
