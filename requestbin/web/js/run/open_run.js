// Chooses where the data of a run come from: this file, or the server that the page came from.

import {LiveRun} from './live_run.js';
import {RunData} from './run_data.js';
import {Server} from '../source/server.js';

/** @import {RunSource} from './run_data.js' */

/**
 * @param {Document} page
 * @param {(refused: boolean) => Promise<string | null>} askToken
 * @returns {RunSource}
 */
export function openRun(page, askToken) {
  if (RunData.isIn(page)) return new RunData(page);
  const address = new URL(page.baseURI);
  return new LiveRun({server: new Server({root: new URL('..', address), askToken}), id: address.searchParams.get('run')});
}
