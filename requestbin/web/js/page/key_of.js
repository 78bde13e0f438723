// Which key of the table a press means, on any layout. Pure.

/** Where the brackets are, for layouts that have a letter there. */
const PLACES = new Map([
  ['BracketLeft', '['],
  ['BracketRight', ']'],
]);

/**
 * @typedef {object} Press
 * @property {string} key
 * @property {string} code
 * @property {boolean} ctrlKey
 * @property {boolean} metaKey
 * @property {boolean} altKey
 * @property {boolean} shiftKey
 * @property {(name: string) => boolean} getModifierState
 */

/**
 * Null: it is a key of the browser or of the system. Characters that need AltGr or Option, such as "]" on many layouts,
 * are what they are; where a layout has other letters (Cyrillic, Greek), the place of the key counts; and whether a
 * letter is a capital is a matter of Shift, not of Caps Lock.
 * @param {Press} press
 */
export function keyOf(press) {
  const {key, code, ctrlKey, metaKey, altKey, shiftKey} = press;
  const altGraph = press.getModifierState('AltGraph');
  const written = key.length === 1 && /[^A-Za-z0-9 ]/.test(key);
  if ((ctrlKey || metaKey || altKey) && !(written && !metaKey && (altGraph || !ctrlKey))) return null;
  if (/^[A-Za-z]$/.test(key)) return shiftKey ? key.toUpperCase() : key.toLowerCase();
  if (!/^[^\x00-\x7f]$/u.test(key) || !/\p{L}/u.test(key)) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (altKey || ctrlKey) return null; // a letter by AltGr or Option is for writing
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  return PLACES.get(code) ?? key;
}
