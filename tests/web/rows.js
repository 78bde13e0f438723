// Rows of the page, as the tests of its modules need them.
import {toRow} from '../../requestbin/web/js/model/row.js';

/** A call of the bin "orders"; what differs is given. */
export const call = (o = {}) =>
  toRow({
    id: 'a',
    bin: 'orders',
    seq: 1,
    gseq: 1,
    kind: 'call',
    received_at: '2026-01-01T00:00:00Z',
    method: 'POST',
    target: '/orders',
    path: '/orders',
    status: 200,
    matched: true,
    ...o,
  });
