// What changes something on the server, or sends something.

import {apiPath} from './server.js';

/** @import {Actions} from './source.js' */
/** @import {Server} from './server.js' */

/** @implements {Actions} */
export class ServerActions {
  /** @param {Server} server */
  constructor(server) {
    this.server = server;
  }

  targets() {
    return this.server.json('GET', 'targets');
  }
  /** @param {string} bin @param {string} id */
  remove(bin, id) {
    return this.server.json('DELETE', apiPath('bins', bin, 'requests', id));
  }
  /** @param {string} bin */
  clear(bin) {
    return this.server.json('DELETE', apiPath('bins', bin, 'requests'));
  }
  /** @param {object} settings */
  makeBin(settings) {
    return this.server.json('POST', 'bins', {body: settings});
  }
  /** @param {string} name @param {object} settings */
  changeBin(name, settings) {
    return this.server.json('PATCH', apiPath('bins', name), {body: settings});
  }
  /** @param {string} name */
  removeBin(name) {
    return this.server.json('DELETE', apiPath('bins', name));
  }
  /** @param {string} name */
  responses(name) {
    return this.server.json('GET', apiPath('bins', name, 'responses'));
  }
  /** @param {string} name @param {string} text */
  setResponses(name, text) {
    return this.server.json('PUT', apiPath('bins', name, 'responses'), {body: text});
  }
  /** @param {string} name */
  clearResponses(name) {
    return this.server.json('DELETE', apiPath('bins', name, 'responses'));
  }
  /** @param {string} name @param {string} text */
  importText(name, text) {
    return this.server.json('POST', apiPath('bins', name, 'import'), {body: text});
  }
  /** @param {string | URL} url @param {RequestInit} call */
  call(url, call) {
    return fetch(url, call);
  }
  /** @param {string} bin @param {string} id @param {string} to */
  sendTo(bin, id, to) {
    return this.server.json('POST', apiPath('bins', bin, 'requests', id, 'send'), {body: {to}});
  }
  /** @param {string} name */
  stubReload(name) {
    return this.server.json('POST', apiPath('stubs', name, 'reload'), {also: [422]});
  }
  /** @param {string} name */
  stubReset(name) {
    return this.server.json('POST', apiPath('stubs', name, 'reset', 'counters'));
  }
}
