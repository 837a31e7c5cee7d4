"""What Discord's own app offers people and lets them send: commands, their options, forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.wire.components import Kind, walk
from tests.wire.world import ADMINISTRATOR, Channel, Json, Role, User, World

OptionValue = str | int | float | bool | User | Channel | Role
FieldValue = str | bool | Sequence[str]

SLASH, MESSAGE_MENU = 1, 3  # types of commands
SUBCOMMANDS = (1, 2)  # types of options, as are those below
OPTION_TYPES: dict[int, tuple[str, tuple[type, ...]]] = {
    3: ("a text", (str,)),
    4: ("a whole number", (int,)),
    5: ("true or false", (bool,)),
    6: ("a user", (User,)),
    7: ("a channel", (Channel,)),
    8: ("a role", (Role,)),
    10: ("a number", (int, float)),
}


class NotOfferedError(AssertionError):
    """Something that Discord's app would not offer, or not send off."""


def command(world: World, user: User, channel: Channel, type_: int, name: str) -> Json:
    """The registered command of that name, if `user` finds it in `channel`."""
    found = world.commands.get((type_, name))
    if found is None:
        known = ", ".join(sorted(known for _, known in world.commands)) or "none at all"
        raise NotOfferedError(f"the command {name!r} was never synced; synced are: {known}")
    here = 1 if channel.guild is None else 0
    contexts = found["contexts"]
    if (here not in contexts) if contexts is not None else (here == 1 and not found["dm_permission"]):
        raise NotOfferedError(f"{name!r} is not offered in {'direct messages' if here else 'servers'}")
    needed = found["default_member_permissions"]
    granted = channel.permissions_of(user)
    if channel.guild is not None and needed is not None and not granted & ADMINISTRATOR:
        missing = int(needed) & ~granted
        if missing or int(needed) == 0:
            raise NotOfferedError(f"{name!r} is not offered to {user.name}, who lacks permissions")
    return found


def invocation(
    world: World,
    user: User,
    channel: Channel,
    line: str,
    given: Mapping[str, OptionValue],
    focused: str | None = None,
) -> Json:
    """The data of a slash command such as "lesson goto", with its options; `focused` is still being typed."""
    name, *rest = line.removeprefix("/").split()
    node = root = command(world, user, channel, SLASH, name)
    path: list[Json] = []
    for word in rest:
        subs = {option["name"]: option for option in node.get("options", ()) if option["type"] in SUBCOMMANDS}
        if word not in subs:
            raise NotOfferedError(f"/{line} was never synced; after {node['name']!r} come: {', '.join(subs)}")
        node = subs[word]
        path.append(node)
    declared = {option["name"]: option for option in node.get("options", ())}
    if any(option["type"] in SUBCOMMANDS for option in declared.values()):
        raise NotOfferedError(f"/{line} is not complete; it goes on with: {', '.join(declared)}")
    options = _options(f"/{line}", declared, given, focused)
    for node in reversed(path):
        options = [{"name": node["name"], "type": node["type"], "options": options}]
    data = {"id": root["id"], "name": root["name"], "type": SLASH}
    return data | ({"options": options} if options else {}) | _resolved(user, channel, given)


def _options(
    line: str, declared: Mapping[str, Json], given: Mapping[str, OptionValue], focused: str | None
) -> list[Json]:
    if unknown := given.keys() - declared.keys():
        raise NotOfferedError(
            f"{line} has no option {', '.join(sorted(unknown))}; it has: {', '.join(declared)}"
        )
    missing = [name for name, option in declared.items() if option.get("required") and name not in given]
    if missing and focused is None:
        raise NotOfferedError(f"{line} is not sent without: {', '.join(missing)}")
    options: list[Json] = []
    for name, value in given.items():
        is_focused = name == focused
        if is_focused and not declared[name].get("autocomplete"):
            raise NotOfferedError(f"{line}: the option {name!r} has no autocomplete")
        sent = value if is_focused else _option_value(f"{line} {name}", declared[name], value)
        entry = {"name": name, "type": declared[name]["type"], "value": sent}
        options.append(entry | ({"focused": True} if is_focused else {}))
    return options


def _option_value(where: str, option: Json, value: OptionValue) -> str | int | float | bool:
    """The value that is sent for what was typed or picked; a choice is picked by its name."""
    what, types = OPTION_TYPES.get(option["type"], ("something the fake does not know", ()))
    if option.get("choices"):
        names = {choice["name"]: choice["value"] for choice in option["choices"]}
        if value not in names:
            raise NotOfferedError(f"{where}: {value!r} is not one of the choices {', '.join(names)}")
        picked: str | int | float = names[value]
        return picked
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise NotOfferedError(f"{where}: takes {what}, not {value!r}")
    if isinstance(value, User | Channel | Role):
        return str(value.id)
    size, kind = (len(value), "length") if isinstance(value, str) else (value, "value")
    if not option.get(f"min_{kind}", size) <= size <= option.get(f"max_{kind}", size):
        raise NotOfferedError(f"{where}: {value!r} is outside the limits")
    return value


def _resolved(user: User, channel: Channel, given: Mapping[str, OptionValue]) -> Json:
    """What Discord sends along about the users, channels and roles that were picked."""
    users = [value for value in given.values() if isinstance(value, User)]
    channels = [value for value in given.values() if isinstance(value, Channel)]
    roles = [value for value in given.values() if isinstance(value, Role)]
    resolved: Json = {"users": {str(picked.id): picked.wire() for picked in users}}
    if channel.guild is not None:
        members = {str(u.id): u.member() | {"permissions": str(channel.permissions_of(u))} for u in users}
        resolved |= {"members": members}
    seen = {str(c.id): c.wire() | {"permissions": str(c.permissions_of(user))} for c in channels}
    resolved |= {"channels": seen, "roles": {str(role.id): role.wire() for role in roles}}
    resolved = {name: found for name, found in resolved.items() if found}
    return {"resolved": resolved} if resolved else {}


def the_one(wanted: str, parts: Sequence[Json], names: Sequence[str], name: str) -> Json:
    """The one of `parts` that goes by `name` and can be used."""
    found = [part for part, known in zip(parts, names, strict=True) if known == name]
    if len(found) != 1:
        raise NotOfferedError(f"{len(found)} {wanted}s {name!r}; there are: {', '.join(names) or 'none'}")
    if found[0].get("disabled"):
        raise NotOfferedError(f"the {wanted} {name!r} is disabled")
    return found[0]


def picked(where: str, part: Json, labels: Sequence[str]) -> list[str]:
    """The values behind the labels that were picked from a select menu or a group of boxes."""
    by_label = {option["label"]: option["value"] for option in part["options"]}
    if unknown := [label for label in labels if label not in by_label]:
        raise NotOfferedError(f"{where}: no option {', '.join(unknown)}; there are: {', '.join(by_label)}")
    least = part.get("min_values", 1) if part.get("required", True) else 0
    most = part.get("max_values", len(by_label) if part["type"] == Kind.CHECKBOX_GROUP else 1)
    if not least <= len(labels) <= most:
        raise NotOfferedError(f"{where}: pick {least} to {most}, not {len(labels)}")
    return [by_label[label] for label in labels]


def fields(form: Json) -> dict[str, Json]:
    """The fields of a modal, by the label over them."""
    labelled = {part["label"]: part["component"] for part in form["components"] if part["type"] == Kind.LABEL}
    inputs = [
        part for part in walk(form["components"]) if part["type"] == Kind.TEXT_INPUT and part.get("label")
    ]
    return labelled | {part["label"]: part for part in inputs}


def submission(form: Json, values: Mapping[str, FieldValue]) -> Json:
    """The data of a modal sent off with `values` by label; what is not named stays as the bot filled it in."""
    known = fields(form)
    if unknown := values.keys() - known.keys():
        raise NotOfferedError(f"the form has no field {', '.join(unknown)}; it has: {', '.join(known)}")
    filled = {part["id"]: _filled(label, part, values.get(label)) for label, part in known.items()}
    return {
        "custom_id": form["custom_id"],
        "components": [_sent(part, filled) for part in form["components"]],
    }


def _sent(part: Json, filled: Mapping[int, Json]) -> Json:
    own = {"type": part["type"], "id": part["id"]}
    if part["type"] == Kind.LABEL:
        return own | {"component": filled[part["component"]["id"]]}
    if part["type"] == Kind.ROW:
        return own | {"components": [filled[inner["id"]] for inner in part["components"]]}
    return own


def _filled(label: str, part: Json, value: FieldValue | None) -> Json:
    own = {"type": part["type"], "id": part["id"], "custom_id": part["custom_id"]}
    if part["type"] == Kind.TEXT_INPUT:
        return own | {"value": _typed(label, part, part.get("value", "") if value is None else value)}
    if part["type"] == Kind.CHECKBOX:
        return own | {"value": part.get("default", False) if value is None else value}
    if part["type"] not in (Kind.SELECT, Kind.RADIO_GROUP, Kind.CHECKBOX_GROUP) or isinstance(value, bool):
        raise NotOfferedError(
            f"{label}: the fake cannot fill in a field of type {part['type']} with {value!r}"
        )
    if value is None:
        value = [option["label"] for option in part["options"] if option.get("default")]
    values = picked(label, part, [value] if isinstance(value, str) else value)
    if part["type"] == Kind.RADIO_GROUP:
        return own | {"value": values[0] if values else None}
    return own | {"values": values}


def _typed(label: str, part: Json, text: FieldValue) -> str:
    if not isinstance(text, str):
        raise NotOfferedError(f"{label}: takes a text, not {text!r}")
    if not text and not part.get("required", True):
        return text
    if not max(part["min_length"] or 0, 1) <= len(text) <= (part["max_length"] or 4000):
        raise NotOfferedError(f"{label}: {len(text)} characters are too few or too many")
    return text
