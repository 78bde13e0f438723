// How an await looks. Pure.

/** @import {AwaitOutcome} from '../source/types.js' */

/**
 * How an outcome looks.
 * @param {AwaitOutcome} outcome
 * @returns {'pending' | 'good' | 'warn' | 'bad'}
 */
export function awaitMood(outcome) {
  if (outcome === 'pending') return 'pending';
  if (outcome === 'satisfied') return 'good';
  return outcome === 'inconclusive' || outcome === 'cancelled' ? 'warn' : 'bad';
}
