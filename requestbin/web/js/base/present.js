// Lists with holes. Pure.

/**
 * What is there: `condition && item` leaves a hole where the condition does not hold.
 * @template T
 * @param {(T | false | null | undefined)[]} items
 * @returns {T[]}
 */
export function present(items) {
  return /** @type {T[]} */ (items.filter((item) => item !== false && item !== null && item !== undefined));
}
