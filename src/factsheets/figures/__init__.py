"""Which figures there are, what each may be, and what must hold among them."""
