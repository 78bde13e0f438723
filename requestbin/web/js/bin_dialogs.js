// Making a bin, and opening a private one by its name.

import {dialog, toast} from './overlay.js';
import {h} from './dom.js';

export async function newBin(origin, onMade) {
  const name = h('input', {type: 'text', id: 'bin-name', autocomplete: 'off', spellcheck: 'false', autofocus: true, placeholder: 'empty: one that nobody guesses', pattern: '[A-Za-z0-9_\\-]{1,64}'});
  const isPrivate = h('input', {type: 'checkbox', id: 'bin-private'});
  const yes = await dialog('New bin', (close) => h('form', {class: 'inner-form', onsubmit: (event) => {
    event.preventDefault();
    close(true);
  }},
  h('p', {}, h('label', {for: 'bin-name'}, 'Name')), h('p', {}, name),
  h('p', {}, h('label', {for: 'bin-private'}, isPrivate, ' private: not listed, found by its name only')),
  h('div', {class: 'actions'}, h('button', {type: 'button', onclick: () => close(null)}, 'Cancel'), h('button', {class: 'main'}, 'Create'))));
  if (!yes) return;
  const form = new URLSearchParams();
  if (name.value.trim() !== '') form.set('custom_name', name.value.trim());
  if (isPrivate.checked) form.set('private', 'true');
  try {
    const response = await fetch(new URL('api/v1/bins', origin), {method: 'POST', body: form});
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`);
    onMade(answer.name);
  } catch (error) {
    toast(`The bin could not be made: ${error.message}`, 'bad');
  }
}

export async function openPrivate(live, onOpen) {
  const name = h('input', {type: 'text', 'aria-label': 'Name of the bin', autocomplete: 'off', spellcheck: 'false', autofocus: true});
  const wanted = await dialog('Open a private bin', (close) => h('form', {class: 'inner-form', onsubmit: (event) => {
    event.preventDefault();
    close(name.value.trim() || null);
  }},
  h('p', {class: 'soft'}, 'Private bins are not listed. Who knows the name may look.'), h('p', {}, name),
  h('div', {class: 'actions'}, h('button', {type: 'button', onclick: () => close(null)}, 'Cancel'), h('button', {class: 'main'}, 'Open'))));
  if (wanted === null) return;
  try {
    if (await live.open(wanted)) onOpen(wanted);
    else toast(`There is no bin ${wanted}`, 'bad');
  } catch (error) {
    toast(error.message, 'bad');
  }
}
