// Chooses the source: the data in this file, or the server that the page came from.

import {EmbeddedSource} from './embedded_source.js';
import {Server} from './server.js';
import {ServerSource} from './server_source.js';

/** @import {Source} from './source.js' */

/** The id of the script element, of type application/json, that holds the data (EmbeddedData of types.js). */
export const DATA_ID = 'ricochet-data';

/**
 * @param {Document} page
 * @param {(refused: boolean) => Promise<string | null>} askToken
 * @returns {Source}
 */
export function openSource(page, askToken) {
  const data = page.getElementById(DATA_ID);
  if (data !== null) return new EmbeddedSource(JSON.parse(data.textContent ?? ''));
  return new ServerSource(new Server({root: new URL('.', page.baseURI), askToken}));
}
