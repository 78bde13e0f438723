"""`xml`, `xpaths` and `struct.xml`: Moco throws at a body that is not XML, so they stand alone."""
from rows import ask

KEYS = {
    "text": {"text": {"xml": "<a><b>1</b></a>"}}, "file": {"file": {"xml": "a.xml"}}, "xpath": {"xpaths": {"/a/b/text()": "1"}}, "attribute": {"xpaths": {"/a/@id": "7"}},
    "element": {"xpaths": {"/a/b": "1"}}, "count": {"xpaths": {"count(/a/b)": "2"}}, "string": {"xpaths": {"string(/a/b)": "1"}}, "exist": {"xpaths": {"/a/b/text()": {"exist": "true"}}},
    "absent": {"xpaths": {"/a/c/text()": {"exist": "false"}}}, "match": {"xpaths": {"//b/text()": {"match": "[12]"}}}, "struct": {"struct": {"xml": "<a id='1'><b>1</b></a>"}},
    "struct-deep": {"struct": {"xml": "<a><b><c/></b><b/></a>"}}}
ODD_KEYS = {
    "instruction": {"text": {"xml": "<a><?pi x?><b/></a>"}}, "first": {"text": {"xml": "<?pi x?><a><b/></a>"}},
    "struct-instruction": {"struct": {"xml": "<a><?pi x?><b/></a>"}}, "doctype": {"text": {"xml": "<!DOCTYPE a><a/>"}}, "plain": {"text": {"xml": "<a/>"}}, "prefix": {"text": {"xml": "<z:a xmlns:z='u:x'/>"}},
    "default": {"xpaths": {"//@x": "1"}}, "namespace": {"xpaths": {"//namespace::*": {"exist": "true"}}}}
BODIES = ["", "<a><b>1</b></a>", "<a>\n <b>1</b>\n</a>", "<a><b> 1</b></a>", "<a id='7'><b>2</b></a>", "<a id='7'><b>1</b><b>2</b></a>", "<a other='1'><b>1</b></a>", "<a/>", "<a><b><c/></b><b/></a>", "<b>1</b>",
          "<a><!-- c --><b>1</b></a>", "<?xml version='1.0'?><a><b>1</b></a>", "<a xmlns='u:x'><b>1</b></a>", "<a><b><![CDATA[1]]></b></a>"]
FILES = {"a.xml": "<a><b>1</b></a>", "stubs.json": [{"request": {"uri": f"/{name}", **request}, "response": {"text": name}} for name, request in (KEYS | ODD_KEYS).items()]}
ODD = ["<a><?pi x?><b/></a>", "<a><?pi y?><b/></a>", "<a><b/><?pi x?></a>", "<a><b/></a>", "<?pi x?><a><b/></a>", "<a><b/></a><?pi x?>", "<!DOCTYPE a><a/>", "<a/>", "<p:a xmlns:p='u:x'/>",
       "<!DOCTYPE a [<!ATTLIST a x CDATA '1'>]><a/>"]
ROWS = [ask(f"POST /{name}", body=body) for name in KEYS for body in BODIES]
ROWS += [ask(f"POST /{name}", body=body) for name in ODD_KEYS for body in ODD]
