// JSON to a tree that keeps what JSON.parse loses: numbers as written, duplicate keys, their order.
// Pure.

/** As base::kMaxJsonDepth and kMaxJsonValues of the server: what is more than that matchers do not read either. */
const MAX_DEPTH = 1000;
const MAX_VALUES = 1_000_000;

/** Deeper levels are not moved further to the right. */
const MAX_INDENT = 80;

/** @typedef {{kind: 'object', members: [key: string, node: JsonNode][]}} JsonObject */
/** @typedef {{kind: 'array', items: JsonNode[]}} JsonArray */
/** @typedef {{kind: 'string', value: string} | {kind: 'number' | 'true' | 'false' | 'null', text: string}} JsonScalar */
/** @typedef {JsonObject | JsonArray | JsonScalar} JsonNode */

/** @typedef {{at: number, message: string, bound: boolean}} JsonError `bound`: it is more than is read, and may be JSON */

/**
 * One JSON text and nothing behind it.
 * @param {string} source
 * @returns {{node: JsonNode, error: null} | {node: null, error: JsonError}}
 */
export function parseJson(source) {
  return parsed(source, (reader, node) => {
    if (reader.at < source.length) reader.fail('something follows the end of the JSON');
    return {node, error: null};
  });
}

/**
 * The first of JSON texts one after the other, as matchers see it; what follows must be JSON, too.
 * @param {string} source
 * @returns {{node: JsonNode, count: number, error: null} | {node: null, error: JsonError}} `count`: of the texts
 */
export function parseFirstJson(source) {
  return parsed(source, (reader, node) => {
    let count = 1;
    for (; reader.at < source.length; count += 1) {
      reader.value(0);
      reader.space();
    }
    return {node, count, error: null};
  });
}

/**
 * @template T
 * @param {string} source
 * @param {(reader: Reader, node: JsonNode) => T} then what to do behind the first text
 * @returns {T | {node: null, error: JsonError}}
 */
function parsed(source, then) {
  const reader = new Reader(source);
  try {
    reader.space();
    const node = reader.value(0);
    reader.space();
    return then(reader, node);
  } catch (problem) {
    if (!(problem instanceof Bad)) throw problem;
    return {node: null, error: {at: problem.at, message: problem.message, bound: problem.bound}};
  }
}

class Bad extends Error {
  /**
   * @param {number} at
   * @param {string} message
   * @param {boolean} bound
   */
  constructor(at, message, bound) {
    super(message);
    this.at = at;
    this.bound = bound;
  }
}

class Reader {
  /** @param {string} source */
  constructor(source) {
    this.source = source;
    this.at = source.startsWith('\uFEFF') ? 1 : 0; // a byte order mark, which the server overlooks, too
    this.values = 0;
  }

  /**
   * @param {string} message
   * @param {boolean} [bound]
   * @returns {never}
   */
  fail(message, bound = false) {
    throw new Bad(this.at, message, bound);
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
    if ((this.values += 1) > MAX_VALUES) this.fail(`more than ${MAX_VALUES} values`, true);
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

  /** @param {number} depth */
  enter(depth) {
    if (depth >= MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`, true);
    this.at += 1;
  }

  /**
   * @param {number} depth
   * @returns {JsonObject}
   */
  object(depth) {
    /** @type {[string, JsonNode][]} */
    const members = [];
    this.enter(depth);
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
    this.enter(depth);
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
  const inner = indent.length < MAX_INDENT ? `${indent}  ` : indent;
  if (node.kind === 'array') {
    if (node.items.length === 0) return '[]';
    return `[\n${node.items.map((item) => inner + formatJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (node.members.length === 0) return '{}';
  return `{\n${node.members.map(([key, value]) => `${inner}${JSON.stringify(key)}: ${formatJson(value, inner)}`).join(',\n')}\n${indent}}`;
}
