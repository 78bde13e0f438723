// What the Node programs share: each action is a function, run in order, told in one line.
import {randomUUID} from 'node:crypto';

export async function run(actions) {
  let failed = false;
  for (const [name, action] of actions) {
    try {
      const why = await withLimit(action(), 30000);
      console.log(why ? `skip ${name}: ${why}` : `ok ${name}`);
    } catch (error) {
      failed = true;
      console.log(`FAIL ${name}: ${error.message}`);
      console.error(error);
    }
  }
  process.exit(failed ? 1 : 0);
}

export const fresh = (name) => `${name}-${randomUUID().slice(0, 8)}`;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function expect(condition, what) {
  if (!condition) throw new Error(`not as expected: ${what}`);
}

export async function until(done, limit = 15000) {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const result = await done();
    if (result) return result;
    await pause(20);
  }
  throw new Error('it did not happen in time');
}

function withLimit(promise, ms) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`still under way after ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
