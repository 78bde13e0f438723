// How an await looks. Pure.

/** How an outcome looks: 'pending', 'good', 'warn' or 'bad'. */
export function awaitMood(outcome) {
  if (outcome === 'pending') return 'pending';
  if (outcome === 'satisfied') return 'good';
  return outcome === 'inconclusive' || outcome === 'cancelled' ? 'warn' : 'bad';
}
