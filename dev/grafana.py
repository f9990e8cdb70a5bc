#!/usr/bin/env python3
"""usage: dev/grafana.py FILE...

Checks dashboards against the types of grafana-foundation-sdk: every key is one
that Grafana knows, and every value of the type, or among the words, that the
key takes.  Prints what is not, and exits with 1 if there is any.  Keys of the
queries' data source are not in the SDK; `__inputs` is for the import alone.
"""
import enum
import json
import sys
import types
import typing

if sys.argv[1:] in (["-h"], ["--help"]):
    sys.exit(print(__doc__))    # before what need not be installed

from grafana_foundation_sdk.cog import encoder, plugins
from grafana_foundation_sdk.models import dashboard

found = []


def says(value, kind, path):
    """is value of the type that the SDK's hint names?"""
    origin = typing.get_origin(kind)
    if kind is typing.Any or kind is object or isinstance(kind, typing.TypeVar):
        return True
    if origin in (typing.Union, types.UnionType):
        return any(says(value, one, path) for one in typing.get_args(kind))
    if origin is list:
        return isinstance(value, list) and all(says(one, typing.get_args(kind)[0], path) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(says(one, typing.get_args(kind)[1], path) for one in value.values())
    if origin is typing.Literal:
        return value in typing.get_args(kind)
    if kind in (None, type(None)):
        return value is None
    if issubclass(kind, enum.Enum):
        return value in [one.value for one in kind]
    if kind is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kind)


def walk(thing, path):
    if isinstance(thing, (list, tuple)):
        for number, one in enumerate(thing):
            walk(one, f'{path}[{number}]')
    elif isinstance(thing, dict):
        for key, one in thing.items():
            walk(one, f'{path}.{key}')
    elif hasattr(thing, 'from_json'):
        hints = typing.get_type_hints(type(thing))
        for name, value in vars(thing).items():
            if value is not None and name in hints and not says(value, hints[name], path):
                found.append(f'{path}.{name}: {value!r} is no {hints[name]}')
            walk(value, f'{path}.{name}')


def kept(before, after, path):
    """keys that the types do not know are lost on the way through them"""
    if isinstance(before, dict):
        for key, value in before.items():
            if not isinstance(after, dict) or key not in after:
                found.append(f'{path}.{key}: no such key')
            else:
                kept(value, after[key], f'{path}.{key}')
    elif isinstance(before, list):
        for number, value in enumerate(before):
            kept(value, after[number] if isinstance(after, list) and number < len(after) else None, f'{path}[{number}]')


def main(files):
    plugins.register_default_plugins()
    for file in files:
        with open(file) as f:
            text = json.load(f)
        text.pop('__inputs', None)
        board = dashboard.Dashboard.from_json(text)
        walk(board, file)
        kept(text, json.loads(json.dumps(board, cls=encoder.JSONEncoder)), file)
    print(*found, sep='\n', end='\n' if found else '')
    print(f'{len(files)} dashboards of the types of Grafana, {len(found)} faults')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
