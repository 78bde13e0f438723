// Light, dark, or what the system says; kept in the browser.

import {browserMemory} from '../base/storage.js';

const KEY = 'ricochet.theme';
const ORDER = ['auto', 'light', 'dark'];

export function currentTheme() {
  const saved = browserMemory.getItem(KEY);
  return saved !== null && ORDER.includes(saved) ? saved : 'auto';
}

/** @param {string} [theme] of ORDER */
export function applyTheme(theme = currentTheme()) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  browserMemory.setItem(KEY, theme);
  return theme;
}

export function nextTheme() {
  return applyTheme(ORDER[(ORDER.indexOf(currentTheme()) + 1) % ORDER.length]);
}
