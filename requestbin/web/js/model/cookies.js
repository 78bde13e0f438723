// Cookies of a request. Pure.

/** Name and value of each, in the order of the headers. */
export function cookiesOf(record) {
  return record.headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) =>
      value.split(';').map((pair) => {
        const at = pair.indexOf('=');
        return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
      }),
    );
}
