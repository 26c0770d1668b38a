"""Which models exist, where they are, and how to get them."""
