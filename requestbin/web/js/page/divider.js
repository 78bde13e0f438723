// The bar between list and detail: drag it, or move it with the arrow keys.

import {browserMemory} from '../base/storage.js';

const KEY = 'ricochet.detail';

/** @param {HTMLElement} divider */
export function watchDivider(divider) {
  let share = Number(browserMemory.getItem(KEY)) || 46;
  const apply = (/** @type {number} */ wanted) => {
    share = Math.max(25, Math.min(75, wanted));
    document.body.style.setProperty('--detail', `${share}%`);
    divider.setAttribute('aria-valuenow', String(Math.round(share)));
    browserMemory.setItem(KEY, String(share));
  };
  divider.setAttribute('aria-valuemin', '25');
  divider.setAttribute('aria-valuemax', '75');
  apply(share);
  divider.addEventListener('pointerdown', (event) => {
    divider.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ moved) => apply(((innerWidth - moved.clientX) / innerWidth) * 100);
    divider.addEventListener('pointermove', move);
    divider.addEventListener('lostpointercapture', () => divider.removeEventListener('pointermove', move), {once: true});
  });
  divider.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowLeft' ? 3 : event.key === 'ArrowRight' ? -3 : 0;
    if (by === 0) return;
    event.preventDefault();
    apply(share + by);
  });
}
