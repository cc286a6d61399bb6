"""wenheng keys: who may ask what. Works on the data folder, also beside a running server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from scripts.options import as_json, common, print_json
from service.keys import Key, KeyFile
from service.keys.file import SCOPES, Scope
from service.settings import Settings


@click.group()
def main() -> None:
    """Make, list and revoke keys. From the first key on nothing is answered without one."""


@main.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="What it opens (default: search).")
@click.option("--collection", "collections", multiple=True, help="Only this collection; several times for several.")
@click.option("--days", type=click.IntRange(1, 36_500), help="Days until it expires (default: never).")
@as_json
@common
def create(
    settings: Settings,
    name: str,
    scopes: tuple[Scope, ...],
    collections: tuple[str, ...],
    days: int | None,
    as_json: bool,
) -> None:
    """Make a key for NAME and show it, this once.

    Example: wenheng keys create 李工 --scope search --scope check --collection 督查 --days 365
    """
    if not name.strip() or not name.isprintable():
        raise click.UsageError("The name must not be empty.")
    expires = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds") if days else None
    first = not KeyFile(settings.data).in_use
    key, token = KeyFile(settings.data).create(name, scopes or ("search",), collections, expires)
    if as_json:
        print_json({**_shown(key), "key": token})
        return
    click.echo(token)
    click.echo(f"{_line(key)}\nIt is shown this once; only its hash is kept.", err=True)
    if first:
        click.echo("From now on nothing is answered without a key, here too; commands on this machine go on.", err=True)


@main.command("list")
@as_json
@common
def show(settings: Settings, as_json: bool) -> None:
    """List all keys, without their secrets.

    Example: wenheng keys list --json
    """
    keys = KeyFile(settings.data).all()
    if as_json:
        print_json({"keys": [_shown(each) for each in keys]})
    for each in () if as_json else keys:
        click.echo(_line(each))


@main.command()
@click.argument("key_id")
@as_json
@common
def revoke(settings: Settings, key_id: str, as_json: bool) -> None:
    """Revoke the key with this id, at once; open sessions of the page end with it.

    Example: wenheng keys revoke 3f9a1c
    """
    key = KeyFile(settings.data).revoke(key_id)
    print_json(_shown(key)) if as_json else click.echo(_line(key))


def _shown(key: Key) -> dict[str, Any]:
    names = ("id", "name", "scopes", "collections", "created_at", "expires_at", "revoked_at")
    return {name: getattr(key, name) for name in names} | {"live": key.is_live}


def _line(key: Key) -> str:
    state = "live" if key.is_live else "revoked" if key.revoked_at else "expired"
    until = f"until {key.expires_at[:10]}" if key.expires_at else "no expiry"
    return "\t".join((key.id, state, key.name, ",".join(key.scopes), ",".join(key.collections) or "all", until))


if __name__ == "__main__":
    main()
