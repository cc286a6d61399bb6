"""What can go wrong with evaluation data.

DataError   a file or folder is not in the layout it should be in
"""

import click


class DataError(click.ClickException):
    """A file or folder is not in the layout it should be in; one line and exit code 1 on the command line."""
