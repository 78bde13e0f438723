"""Holds CycloneDX files against the schema of the version that they name, and sees that they name what must be inside."""
import json
import pathlib
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

for name in sys.argv[1:]:
    text = pathlib.Path(name).read_text(encoding="utf-8")
    wrong = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    if wrong:
        sys.exit(f"error: {name}: {wrong}")
    sources = {p["value"].split()[0] for c in json.loads(text)["components"] for p in c["properties"] if p["name"] == "debian:source"}
    missing = {"boost1.81", "librdkafka", "openssl", "sqlite3", "nlohmann-json3", "cli11"} - sources
    if missing:
        sys.exit(f"error: {name} does not name {', '.join(sorted(missing))}")
    print(f"  {name}: valid, {len(sources)} sources")
