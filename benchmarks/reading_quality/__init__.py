"""How well receipts are read: measured on labelled sets, and by models that never saw the vendor."""
