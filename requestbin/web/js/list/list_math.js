// Arithmetic of a list of many rows of one height, of which only those in sight exist. Pure.

/**
 * Rows to have in the document: [first, last), with some more on both sides.
 * @param {{scrollTop: number, height: number, rowHeight: number, count: number, overscan?: number}} o
 */
export function visibleWindow({scrollTop, height, rowHeight, count, overscan = 6}) {
  if (count <= 0 || rowHeight <= 0) return {first: 0, last: 0};
  const top = Math.max(0, Math.min(scrollTop, count * rowHeight - height));
  const first = Math.max(0, Math.floor(top / rowHeight) - overscan);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + overscan);
  return {first, last};
}

/**
 * How many row elements there are ever at once; each row in sight has one by its place, modulo this.
 * @param {{height: number, rowHeight: number, overscan?: number}} o
 */
export function poolSize({height, rowHeight, overscan = 6}) {
  return Math.ceil(Math.max(0, height) / rowHeight) + 1 + 2 * overscan;
}

/**
 * The scrollTop that shows the row, nearest to where it is now.
 * @param {{index: number, scrollTop: number, height: number, rowHeight: number}} o
 */
export function reveal({index, scrollTop, height, rowHeight}) {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return Math.max(0, top + rowHeight - height);
  return scrollTop;
}

/**
 * The index after a step of the keyboard, within the list.
 * @param {{index: number, by: number, count: number}} o
 */
export function step({index, by, count}) {
  if (count === 0) return -1;
  if (index < 0) return by < 0 ? count - 1 : 0;
  return Math.max(0, Math.min(count - 1, index + by));
}
