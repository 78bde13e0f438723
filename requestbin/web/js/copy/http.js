// A record as the HTTP message that it was, for reading and copying. Pure.

/** @import {CallRecord} from '../source/types.js' */

/**
 * Head of a request as it came: line and headers in the sender's order and case.
 * @param {CallRecord} record
 */
export function requestHead(record) {
  const lines = [`${record.method} ${record.target} ${versionText(record.version)}`];
  for (const [name, value] of record.headers) lines.push(`${name}: ${value}`);
  return lines.join('\n');
}

/** @param {CallRecord} record */
export function answerHead(record) {
  const {answer} = record;
  if (!answer || answer.status === 0) return '';
  const lines = [`${versionText(record.version)} ${answer.status}`];
  for (const [name, value] of answer.headers) lines.push(`${name}: ${value}`);
  return lines.join('\n');
}

/** @param {string} version */
function versionText(version) {
  if (!version) return 'HTTP/1.1';
  return /^HTTP\//i.test(version) ? version : `HTTP/${version}`;
}

/**
 * A file name for the body, made of safe characters only.
 * @param {{bin: string, seq: number, content_type: string | null}} record
 */
export function bodyName(record) {
  /** @type {{[sub: string]: string}} */
  const endings = {
    json: 'json',
    xml: 'xml',
    html: 'html.txt',
    plain: 'txt',
    png: 'png',
    jpeg: 'jpg',
    gif: 'gif',
    webp: 'webp',
    pdf: 'pdf',
    csv: 'csv',
  };
  const sub = /^[^/]+\/(?:[^+;]*\+)?([a-z]+)/i.exec(record.content_type ?? '')?.[1]?.toLowerCase() ?? '';
  return `${record.bin.replace(/[^A-Za-z0-9_-]/g, '_')}-${record.seq}.${endings[sub] ?? 'bin'}`;
}
