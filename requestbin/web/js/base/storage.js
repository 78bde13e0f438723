// What the browser remembers for the page. A file in a sandbox is granted nothing: then it is remembered as long as the
// page lives.

/** @typedef {Pick<Storage, 'getItem' | 'setItem'>} Memory */

/** @param {'localStorage' | 'sessionStorage'} name @returns {Memory} */
function memory(name) {
  try {
    globalThis[name].getItem('');
    return globalThis[name];
  } catch {
    /** @type {Map<string, string>} */
    const kept = new Map();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => {
        kept.set(key, value);
      },
    };
  }
}

/** For this browser. */
export const browserMemory = memory('localStorage');

/** For this tab. */
export const tabMemory = memory('sessionStorage');
