// JSON to a tree that keeps what JSON.parse loses: numbers as written, duplicate keys, their order.
// Pure.

const MAX_DEPTH = 300;

/** @typedef {{kind: 'object', members: [key: string, node: JsonNode][]}} JsonObject */
/** @typedef {{kind: 'array', items: JsonNode[]}} JsonArray */
/** @typedef {{kind: 'string', value: string} | {kind: 'number' | 'true' | 'false' | 'null', text: string}} JsonScalar */
/** @typedef {JsonObject | JsonArray | JsonScalar} JsonNode */

/**
 * @param {string} source
 * @returns {{node: JsonNode, error: null} | {node: null, error: {at: number, message: string}}}
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
  /**
   * @param {number} at
   * @param {string} message
   */
  constructor(at, message) {
    super(message);
    this.at = at;
  }
}

class Reader {
  /** @param {string} source */
  constructor(source) {
    this.source = source;
    this.at = source.startsWith('\uFEFF') ? 1 : 0; // a byte order mark, which the server overlooks, too
  }

  /**
   * @param {string} message
   * @returns {never}
   */
  fail(message) {
    throw new Bad(this.at, message);
  }

  space() {
    while (' \t\n\r'.includes(this.source[this.at] ?? 'x')) this.at += 1;
  }

  /** @param {string} c */
  take(c) {
    if (this.source[this.at] !== c) this.fail(`"${c}" is missing`);
    this.at += 1;
  }

  /**
   * @param {number} depth
   * @returns {JsonNode}
   */
  value(depth) {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`);
    const c = this.source[this.at];
    if (c === '{') return this.object(depth);
    if (c === '[') return this.array(depth);
    if (c === '"') return {kind: 'string', value: this.string()};
    const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    word.lastIndex = this.at;
    const found = word.exec(this.source);
    if (found === null) return this.fail(c === undefined ? 'the JSON ends too early' : `"${c}" cannot begin a value`);
    this.at += found[0].length;
    const [text] = found;
    return {kind: text === 'true' || text === 'false' || text === 'null' ? text : 'number', text};
  }

  /**
   * @param {number} depth
   * @returns {JsonObject}
   */
  object(depth) {
    /** @type {[string, JsonNode][]} */
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

  /**
   * @param {number} depth
   * @returns {JsonArray}
   */
  array(depth) {
    /** @type {JsonNode[]} */
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

  /** @returns {string} */
  string() {
    const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    text.lastIndex = this.at;
    const found = text.exec(this.source);
    if (found === null) return this.fail('the text in quotes is not well-formed');
    this.at += found[0].length;
    return JSON.parse(found[0]);
  }
}

/**
 * What a scalar looks like in JSON.
 * @param {JsonScalar} node
 */
export function scalarText(node) {
  return node.kind === 'string' ? JSON.stringify(node.value) : node.text;
}

/**
 * @param {JsonNode} node
 * @returns {node is JsonScalar}
 */
export function isScalar(node) {
  return node.kind !== 'object' && node.kind !== 'array';
}

/**
 * JSONPath of a member: $.a['b c'][0]
 * @param {string} path
 * @param {string | number} key
 */
export function childPath(path, key) {
  if (typeof key === 'number') return `${path}[${key}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}['${key.replace(/['\\]/g, '\\$&')}']`;
}

/**
 * Indented JSON, numbers as written.
 * @param {JsonNode} node
 * @param {string} [indent]
 * @returns {string}
 */
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
