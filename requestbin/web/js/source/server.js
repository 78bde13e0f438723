// One server, by its v2 API. Errors are SourceErrors with a text for people; a 401 asks for the token once.

import {SourceError} from './source.js';
import {tabMemory} from '../base/storage.js';

/** @import {Memory} from '../base/storage.js' */

const KEY = 'ricochet.token';

export class Server {
  /**
   * @param {object} o
   * @param {URL} o.root
   * @param {(refused: boolean) => Promise<string | null>} o.askToken shows the dialog
   * @param {Memory} [o.storage]
   */
  constructor({root, askToken, storage = tabMemory}) {
    this.root = root;
    this.askToken = askToken;
    this.storage = storage;
    /** @type {Promise<string | null> | null} */
    this.asking = null;
  }

  /**
   * @param {string} path
   * @param {{[name: string]: string | number | null | undefined}} [query]
   */
  url(path, query = {}) {
    const url = new URL(`api/v2/${path}`, this.root);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, String(value));
    }
    return url;
  }

  /**
   * @param {URL} url
   * @param {RequestInit} [options]
   */
  async send(url, options = {}) {
    for (;;) {
      const token = this.storage.getItem(KEY);
      const headers = new Headers(options.headers);
      if (token !== null) headers.set('Authorization', `Bearer ${token}`);
      let response;
      try {
        response = await fetch(url, {cache: 'no-store', ...options, headers});
      } catch (error) {
        if (options.signal?.aborted) throw options.signal.reason ?? error;
        throw new SourceError(0, 'the server cannot be reached');
      }
      if (response.status !== 401) return response;
      if (token !== this.storage.getItem(KEY)) continue; // another call got a new one meanwhile
      this.asking ??= this.askToken(token !== null).finally(() => {
        this.asking = null;
      });
      const given = await this.asking;
      if (given === null) throw new SourceError(401, 'a token is needed');
      this.storage.setItem(KEY, given);
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [o]
   * @param {{[name: string]: string | number | null | undefined}} [o.query]
   * @param {string | object} [o.body] an object goes as JSON
   * @param {AbortSignal} [o.signal]
   * @param {number[]} [o.also] statuses that are answers here and no errors
   * @returns {Promise<any>}
   */
  async json(method, path, {query, body, signal, also = []} = {}) {
    const response = await this.send(this.url(path, query), {
      method,
      signal,
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    let parsed = null;
    try {
      parsed = text === '' ? null : JSON.parse(text);
    } catch {
      parsed = null;
    }
    if (response.ok || also.includes(response.status)) return parsed;
    throw new SourceError(
      response.status,
      parsed?.error ? parsed.error + (parsed.hint ? `: ${parsed.hint}` : '') : `the server answered ${response.status}`,
      parsed?.where,
    );
  }

  /**
   * @param {string} path
   * @param {{[name: string]: string}} [query]
   * @param {object} [body] it is posted then
   */
  async blob(path, query, body) {
    const how = body === undefined ? {} : {method: 'POST', body: JSON.stringify(body)};
    const response = await this.send(this.url(path, query), how);
    if (!response.ok) throw new SourceError(response.status, `the server answered ${response.status}`);
    try {
      return await response.blob();
    } catch {
      throw new SourceError(0, 'the server broke it off: what was asked for went missing meanwhile');
    }
  }

  /**
   * The OpenAPI document of this server.
   * @returns {Promise<{paths: {[path: string]: object}}>}
   */
  async description() {
    const response = await this.send(new URL('api/openapi.json', this.root));
    if (!response.ok) throw new SourceError(response.status, `the server answered ${response.status}`);
    return response.json();
  }

  /**
   * An event stream, for Stream.
   * @param {string} path
   * @param {{[name: string]: string | undefined}} query
   * @param {string} lastId
   * @param {AbortSignal} signal
   */
  async stream(path, query, lastId, signal) {
    const response = await this.send(this.url(path, query), {
      signal,
      headers: {Accept: 'text/event-stream', ...(lastId === '' ? {} : {'Last-Event-ID': lastId})},
    });
    if (!response.ok) throw new SourceError(response.status, `the server answered ${response.status}`);
    return response;
  }
}

/** A path of the API below a bin, a stub or an await: every step is encoded. */
export function apiPath(/** @type {(string | number)[]} */ ...steps) {
  return steps.map((step) => encodeURIComponent(step)).join('/');
}
