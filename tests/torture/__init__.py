"""Killing and starving a real service at every instant, and looking at what is left (`make torture`)."""
