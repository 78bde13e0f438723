// Calls of the v2 API. Errors are ApiError with a text for people; a 401 asks for the token once.

const KEY = 'ricochet.token';

export class ApiError extends Error {
  constructor(status, message, where = '') {
    super(message);
    this.status = status; // 0: no answer came
    this.where = where; // "responses:2:17": the place in what was sent
  }
}

export class Api {
  /** `askToken(refused)` -> Promise<string|null>: shows the dialog. */
  constructor({base = document.baseURI, askToken, storage = sessionStorage}) {
    this.root = new URL('.', base);
    this.askToken = askToken;
    this.storage = storage;
    this.asking = null;
  }

  url(path, query = {}) {
    const url = new URL(`api/v2/${path}`, this.root);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, value);
    }
    return url;
  }

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
        throw new ApiError(0, 'the server cannot be reached');
      }
      if (response.status !== 401) return response;
      if (token !== this.storage.getItem(KEY)) continue; // another call got a new one meanwhile
      this.asking ??= this.askToken(token !== null).finally(() => { this.asking = null; });
      const given = await this.asking;
      if (given === null) throw new ApiError(401, 'a token is needed');
      this.storage.setItem(KEY, given);
    }
  }

  /** `also`: statuses that are answers here and no errors. */
  async json(method, path, {query, body, signal, headers, also = []} = {}) {
    const response = await this.send(this.url(path, query), {
      method, signal, headers,
      body: body === undefined ? undefined : typeof body === 'string' || body instanceof URLSearchParams ? body : JSON.stringify(body),
    });
    const text = await response.text();
    let parsed = null;
    try {
      parsed = text === '' ? null : JSON.parse(text);
    } catch {
      parsed = null;
    }
    if (response.ok || also.includes(response.status)) return parsed;
    throw new ApiError(response.status, parsed?.error ? parsed.error + (parsed.hint ? `: ${parsed.hint}` : '') : `the server answered ${response.status}`, parsed?.where);
  }

  bins() {
    return this.json('GET', 'bins');
  }
  bin(name) {
    return this.json('GET', `bins/${encodeURIComponent(name)}`);
  }
  requests(bin, query, signal) {
    return this.json('GET', `bins/${encodeURIComponent(bin)}/requests`, {query: {fields: 'summary', ...query}, signal});
  }
  record(bin, id, signal) {
    return this.json('GET', `bins/${encodeURIComponent(bin)}/requests/${encodeURIComponent(id)}`, {signal});
  }
  bodyBlob(bin, id) {
    return this.blob(`bins/${encodeURIComponent(bin)}/requests/${encodeURIComponent(id)}/body`);
  }
  async blob(path, query) {
    const response = await this.send(this.url(path, query));
    if (!response.ok) throw new ApiError(response.status, `the server answered ${response.status}`);
    return response.blob();
  }
  remove(bin, id) {
    return this.json('DELETE', `bins/${encodeURIComponent(bin)}/requests/${encodeURIComponent(id)}`);
  }
  clear(bin) {
    return this.json('DELETE', `bins/${encodeURIComponent(bin)}/requests`);
  }
  /** `settings` as POST bins takes them. */
  makeBin(settings) {
    return this.json('POST', 'bins', {body: settings});
  }
  changeBin(name, settings) {
    return this.json('PATCH', `bins/${encodeURIComponent(name)}`, {body: settings});
  }
  removeBin(name) {
    return this.json('DELETE', `bins/${encodeURIComponent(name)}`);
  }
  responses(name) {
    return this.json('GET', `bins/${encodeURIComponent(name)}/responses`);
  }
  setResponses(name, text) {
    return this.json('PUT', `bins/${encodeURIComponent(name)}/responses`, {body: text});
  }
  clearResponses(name) {
    return this.json('DELETE', `bins/${encodeURIComponent(name)}/responses`);
  }
  exportBlob(name, format) {
    return this.blob(`bins/${encodeURIComponent(name)}/export`, {format});
  }
  importText(name, text) {
    return this.json('POST', `bins/${encodeURIComponent(name)}/import`, {body: text});
  }
  targets() {
    return this.json('GET', 'targets');
  }
  sendTo(bin, id, to) {
    return this.json('POST', `bins/${encodeURIComponent(bin)}/requests/${encodeURIComponent(id)}/send`, {body: {to}});
  }
  stub(name) {
    return this.json('GET', `stubs/${encodeURIComponent(name)}`);
  }
  stubSessions(name) {
    return this.json('GET', `stubs/${encodeURIComponent(name)}/sessions`);
  }
  stubHealth(name) {
    return this.json('GET', `stubs/${encodeURIComponent(name)}/health`, {also: [503]}); // 503: told with the findings
  }
  stubReload(name) {
    return this.json('POST', `stubs/${encodeURIComponent(name)}/reload`, {also: [422]});
  }
  stubReset(name) {
    return this.json('POST', `stubs/${encodeURIComponent(name)}/reset/counters`);
  }
  awaits() {
    return this.json('GET', 'awaits');
  }
  verdict(id) {
    return this.json('GET', `awaits/${encodeURIComponent(id)}`);
  }

  /** The event stream, for Stream. */
  async events(bins, lastId, signal) {
    const response = await this.send(this.url('events', {bins: bins?.join(',')}), {
      signal,
      headers: {Accept: 'text/event-stream', ...(lastId === '' ? {} : {'Last-Event-ID': lastId})},
    });
    if (!response.ok) throw new ApiError(response.status, `the server answered ${response.status}`);
    return response;
  }
}
