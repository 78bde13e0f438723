// JSON to a tree that keeps what JSON.parse loses: numbers as written, duplicate keys, their order.
// Pure.

const MAX_DEPTH = 300;

/**
 * Nodes: {kind: 'object', members: [[key, node]]}, {kind: 'array', items: [node]}, {kind: 'string', value},
 * {kind: 'number' | 'true' | 'false' | 'null', text}.
 * @returns {{node: object|null, error: {at: number, message: string}|null}}
 */
export function parseJson(source) {
  const reader = new Reader(source);
  try {
    reader.space();
    const node = reader.value(0);
    reader.space();
    if (reader.at < source.length) reader.fail('something follows the end of the JSON');
    return {node, error: null};
  } catch (problem) {
    if (!(problem instanceof Bad)) throw problem;
    return {node: null, error: {at: problem.at, message: problem.message}};
  }
}

class Bad extends Error {
  constructor(at, message) {
    super(message);
    this.at = at;
  }
}

class Reader {
  constructor(source) {
    this.source = source;
    this.at = 0;
  }

  fail(message) {
    throw new Bad(this.at, message);
  }

  space() {
    while (' \t\n\r'.includes(this.source[this.at] ?? 'x')) this.at += 1;
  }

  take(c) {
    if (this.source[this.at] !== c) this.fail(`"${c}" is missing`);
    this.at += 1;
  }

  value(depth) {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`);
    const c = this.source[this.at];
    if (c === '{') return this.object(depth);
    if (c === '[') return this.array(depth);
    if (c === '"') return {kind: 'string', value: this.string()};
    const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    word.lastIndex = this.at;
    const found = word.exec(this.source);
    if (found === null) this.fail(c === undefined ? 'the JSON ends too early' : `"${c}" cannot begin a value`);
    this.at += found[0].length;
    return {kind: /^[tfn]/.test(found[0]) ? found[0] : 'number', text: found[0]};
  }

  object(depth) {
    const members = [];
    this.at += 1;
    this.space();
    if (this.source[this.at] === '}') {
      this.at += 1;
      return {kind: 'object', members};
    }
    for (;;) {
      this.space();
      if (this.source[this.at] !== '"') this.fail('a key in quotes is missing');
      const key = this.string();
      this.space();
      this.take(':');
      this.space();
      members.push([key, this.value(depth + 1)]);
      this.space();
      if (this.source[this.at] === ',') this.at += 1;
      else break;
    }
    this.take('}');
    return {kind: 'object', members};
  }

  array(depth) {
    const items = [];
    this.at += 1;
    this.space();
    if (this.source[this.at] === ']') {
      this.at += 1;
      return {kind: 'array', items};
    }
    for (;;) {
      this.space();
      items.push(this.value(depth + 1));
      this.space();
      if (this.source[this.at] === ',') this.at += 1;
      else break;
    }
    this.take(']');
    return {kind: 'array', items};
  }

  string() {
    const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    text.lastIndex = this.at;
    const found = text.exec(this.source);
    if (found === null) this.fail('the text in quotes is not well-formed');
    this.at += found[0].length;
    return JSON.parse(found[0]);
  }
}

/** What a scalar looks like in JSON. */
export function scalarText(node) {
  return node.kind === 'string' ? JSON.stringify(node.value) : node.text;
}

export function isScalar(node) {
  return node.kind !== 'object' && node.kind !== 'array';
}

/** JSONPath of a member: $.a['b c'][0] */
export function childPath(path, key) {
  if (typeof key === 'number') return `${path}[${key}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}['${key.replace(/['\\]/g, '\\$&')}']`;
}

/** Indented JSON, numbers as written. */
export function formatJson(node, indent = '') {
  if (isScalar(node)) return scalarText(node);
  const inner = `${indent}  `;
  if (node.kind === 'array') {
    if (node.items.length === 0) return '[]';
    return `[\n${node.items.map((item) => inner + formatJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (node.members.length === 0) return '{}';
  return `{\n${node.members.map(([key, value]) => `${inner}${JSON.stringify(key)}: ${formatJson(value, inner)}`).join(',\n')}\n${indent}}`;
}
