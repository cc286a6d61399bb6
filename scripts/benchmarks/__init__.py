"""Speed beside others, and how cost grows: `make bench`."""
