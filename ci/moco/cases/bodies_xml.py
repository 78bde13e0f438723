"""`xml`, `xpaths` and `struct.xml`: Moco throws at a body that is not XML, so they stand alone."""
from rows import ask

KEYS = {
    "text": {"text": {"xml": "<a><b>1</b></a>"}}, "file": {"file": {"xml": "a.xml"}}, "xpath": {"xpaths": {"/a/b/text()": "1"}}, "attribute": {"xpaths": {"/a/@id": "7"}},
    "element": {"xpaths": {"/a/b": "1"}}, "count": {"xpaths": {"count(/a/b)": "2"}}, "string": {"xpaths": {"string(/a/b)": "1"}}, "exist": {"xpaths": {"/a/b/text()": {"exist": "true"}}},
    "absent": {"xpaths": {"/a/c/text()": {"exist": "false"}}}, "match": {"xpaths": {"//b/text()": {"match": "[12]"}}}, "struct": {"struct": {"xml": "<a id='1'><b>1</b></a>"}},
    "struct-deep": {"struct": {"xml": "<a><b><c/></b><b/></a>"}}}
BODIES = ["", "<a><b>1</b></a>", "<a>\n <b>1</b>\n</a>", "<a><b> 1</b></a>", "<a id='7'><b>2</b></a>", "<a id='7'><b>1</b><b>2</b></a>", "<a other='1'><b>1</b></a>", "<a/>", "<a><b><c/></b><b/></a>", "<b>1</b>",
          "<a><!-- c --><b>1</b></a>", "<?xml version='1.0'?><a><b>1</b></a>", "<a xmlns='u:x'><b>1</b></a>", "<a><b><![CDATA[1]]></b></a>"]
FILES = {"a.xml": "<a><b>1</b></a>", "stubs.json": [{"request": {"uri": f"/{name}", **request}, "response": {"text": name}} for name, request in KEYS.items()]}
ROWS = [ask(f"POST /{name}", body=body) for name in KEYS for body in BODIES]
