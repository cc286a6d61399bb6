"""The routes: each parses, makes one call and shapes the answer."""

from service.validation import install

# APIFlask picks the adapter when a route is declared, so it is in place before the modules here are imported.
install()
