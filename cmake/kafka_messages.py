#!/usr/bin/env python3
"""Makes the structs and the table of the Kafka messages: kafka_messages.py messages.txt OUT.h OUT.cc

The notation is told at the top of bus/protocol/messages.txt; what comes out is what bus/protocol/schema.h describes."""
import re
import sys

SCALARS = {"bool": ("bool", "kBool"), "i8": ("std::int8_t", "kInt8"), "i16": ("std::int16_t", "kInt16"),
           "u16": ("std::uint16_t", "kUint16"), "i32": ("std::int32_t", "kInt32"), "u32": ("std::uint32_t", "kUint32"),
           "i64": ("std::int64_t", "kInt64"), "f64": ("double", "kFloat64"), "str": ("std::string", "kString"),
           "bytes": ("std::string", "kBytes"), "records": ("Records", "kRecords"), "uuid": ("Uuid", "kUuid")}
LAST = 32767


def versions(text):
    """"3+" or "0-7" or "8" or "none" as (first, last)."""
    if text == "none":
        return LAST, 0
    found = re.fullmatch(r"(\d+)(?:(\+)|-(\d+))?", text)
    first = int(found.group(1))
    return first, LAST if found.group(2) else int(found.group(3) or first)


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def singular(name):
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


class Field:
    def __init__(self, line):
        parts = line.lstrip(" ").split("\t")
        self.name, kind, in_versions = parts[:3]
        self.member = snake(self.name)
        self.array = kind.startswith("[")
        self.kind = kind.strip("[]") if self.array else kind
        self.versions = versions(in_versions)
        self.nullable, self.tagged, self.tag = (LAST, 0), (LAST, 0), -1
        self.default, self.compact = None, True
        self.fields, self.type = [], None
        for mark in parts[3].split(" ") if len(parts) > 3 else []:
            if mark.startswith("?"):
                self.nullable = versions(mark[1:])
            elif mark.startswith("#"):
                tag, at = mark[1:].split("@")
                self.tag, self.tagged = int(tag), versions(at)
            elif mark.startswith("="):
                self.default = mark[1:]
            elif mark == "noflex":
                self.compact = False
            else:
                sys.exit(f"unknown mark {mark} in: {line}")

    @property
    def optional(self):
        return self.nullable[0] <= self.nullable[1] and self.kind != "records"

    def cpp_type(self):
        inner = self.type if self.kind == "{}" else SCALARS[self.kind][0]
        if self.array:
            inner = f"std::vector<{inner}>"
        return f"std::optional<{inner}>" if self.optional else inner

    def cpp_default(self):
        if self.optional:
            return "" if self.default == "null" else "{std::in_place}"
        if self.array or self.kind in ("{}", "str", "bytes", "records", "uuid"):
            return ""
        return f" = {self.number()}"

    def number(self):
        if self.kind == "bool":
            return self.default or "false"
        return str(int(self.default, 0)) if self.default not in (None, "null") else "0"


class Message:
    def __init__(self, line):
        name, *rest = line.split(" ")
        facts = dict(one.split("=") for one in rest)
        self.name, self.key = name, int(facts.get("key", -1))
        self.valid, self.flexible = versions(facts["valid"]), versions(facts["flex"])
        self.sides = {}


def read(path):
    messages, side, stack = [], None, []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        if line in ("<", ">", "="):
            side = messages[-1].sides.setdefault(line, [])
            stack = [side]
        elif line.startswith(" "):
            depth = len(line) - len(line.lstrip(" "))
            field = Field(line)
            del stack[depth:]
            stack[-1].append(field)
            stack.append(field.fields)
        else:
            messages.append(Message(line))
    return messages


def name_types(prefix, fields):
    for field in fields:
        if field.kind == "{}":
            field.alias = singular(field.name) if field.array else field.name
            field.type = prefix + field.alias
            name_types(field.type, field.fields)


def struct(name, fields, top):
    for field in fields:
        if field.kind == "{}":
            yield from struct(field.type, field.fields, False)
    yield f"struct {name} {{"
    for field in fields:
        if field.kind == "{}":
            yield f"  using {field.alias} = {field.type};"
    if top:
        yield "  static const Message& message();"
    for field in fields:
        yield f"  {field.cpp_type()} {field.member}{field.cpp_default()};"
    yield "};"
    yield ""


def span(pair):
    return f"{{{pair[0]}, {pair[1]}}}"


def table(name, fields):
    for field in fields:
        if field.kind == "{}":
            yield from table(field.type, field.fields)
    yield f"constexpr Field k{name}Fields[] = {{"
    for field in fields:
        kind = "kStruct" if field.kind == "{}" else SCALARS[field.kind][1]
        inner = field.type if field.kind == "{}" else SCALARS[field.kind][0]
        vector = f"std::vector<{inner}>"
        shape = f"&k{field.type}Shape" if field.kind == "{}" else "nullptr"
        array = f"&kArrayOps<{inner}>" if field.array else "nullptr"
        optional = f"&kOptionalOps<{vector if field.array else inner}>" if field.optional else "nullptr"
        numeric = not (field.optional or field.array or field.kind in ("{}", "str", "bytes", "records", "uuid", "f64"))
        default = field.number() if numeric else "0"
        yield (f'    {{"{field.name}", Type::{kind}, {str(field.array).lower()}, {str(field.compact).lower()}, '
               f"{str(field.default == 'null').lower()}, {field.tag}, {span(field.versions)}, {span(field.nullable)}, "
               f"{span(field.tagged)}, {default}, offsetof({name}, {field.member}), {shape}, {array}, {optional}}},")
    if not fields:
        yield "    {},"
    yield "};"
    yield f"constexpr StructLayout k{name}Shape{{k{name}Fields, {len(fields)}, sizeof({name})}};"


def main(source, header, body):
    messages = read(source)
    suffix = {"<": "Request", ">": "Response", "=": ""}
    made = "// Made of bus/protocol/messages.txt by cmake/kafka_messages.py; do not edit."
    top = [made, "#pragma once", "#include <cstdint>", "#include <optional>", "#include <string>", "#include <vector>", "",
           '#include "bus/protocol/schema.h"', "", "namespace ricochet::bus::protocol {", ""]
    code = [made, '#include "bus/protocol/messages.h"', "", "#include <cstddef>", "", '#include "bus/protocol/ops.h"', "",
            "namespace ricochet::bus::protocol {", "namespace {", ""]
    ends, apis = [], []
    for message in messages:
        for side, fields in message.sides.items():
            name = message.name + suffix[side]
            name_types(name, fields)
            top += struct(name, fields, True)
            code += table(name, fields)
            ends.append(f"const Message& {name}::message() {{\n"
                        f'  static constexpr Message kMessage{{"{name}", {message.key}, {span(message.valid)}, '
                        f"{span(message.flexible)}, &k{name}Shape, &make_value<{name}>}};\n"
                        f"  return kMessage;\n}}")
        if message.key >= 0:
            apis.append(f'      {{{message.key}, "{message.name}", {message.name}Request::message(), '
                        f"{message.name}Response::message()}},")
    top += ["}  // namespace ricochet::bus::protocol", ""]
    code += ["", "}  // namespace", ""] + ends
    code += ["", "const std::vector<Api>& apis() {", "  static const std::vector<Api> kApis{"] + apis + ["  };", "  return kApis;",
             "}", "", "}  // namespace ricochet::bus::protocol", ""]
    for path, text in ((header, top), (body, code)):
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(text))


main(*sys.argv[1:])
