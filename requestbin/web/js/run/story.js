// What a scenario came to: its steps, why it did not pass, what was remarked.

import {h, icon, replace} from '../base/dom.js';
import {duration, plural} from '../base/format.js';

/** @import {Place, Scenario, Step} from './run_data.js' */

/** @type {{[outcome: string]: string}} */
const MARKS = {passed: '✓', failed: '✗', error: '!', skipped: '–', pending: '·', running: '▸'};
/** @type {{[outcome: string]: string}} */
export const MOODS = {passed: 'good', failed: 'bad', error: 'bad', skipped: 'soft', pending: 'soft', running: 'warn'};

/** @type {{[outcome: string]: string}} */
const WHEN_NOT_DONE = {skipped: 'not reached', running: 'goes on'};

/** @param {Scenario} scenario */
export function hasEnded({outcome}) {
  return outcome !== 'pending' && outcome !== 'running';
}

/** @param {string} outcome */
export function markOf(outcome) {
  return h('span', {class: `outcome ${MOODS[outcome]}`, 'aria-label': outcome, role: 'img'}, MARKS[outcome]);
}

/**
 * @param {HTMLElement} root
 * @param {Scenario} scenario
 * @param {{onStep: (step: Step) => void, onCopyText: (text: string, what: string) => void}} o
 */
export function showStory(root, scenario, {onStep, onCopyText}) {
  const {outcome, message = '', story = '', warnings} = scenario;
  const bad = outcome === 'failed' || outcome === 'error';
  replace(
    root,
    h('h1', {}, markOf(outcome), h('span', {}, scenario.scenario)),
    h(
      'div',
      {class: 'meta'},
      h('span', {class: `badge ${MOODS[outcome]}`}, scenario.error ? `${outcome}: ${scenario.error}` : outcome),
      hasEnded(scenario) && outcome !== 'skipped' && h('span', {}, duration(scenario.took_ms)),
      scenario.tries > 1 && h('span', {class: 'badge warn'}, `at try ${scenario.tries}`),
      scenario.tags.map((tag) => h('span', {class: 'badge'}, tag)),
      h('span', {class: 'mono'}, placeText(scenario.at) || `${scenario.file}:${scenario.line}`),
    ),
    message !== '' && h('p', {class: `verdict ${bad ? 'bad' : 'warn'}`, role: 'status'}, message),
    steps([...scenario.steps, ...running(scenario)], onStep),
    story !== '' &&
      h(
        'details',
        {open: bad},
        h('summary', {}, 'The whole story'),
        h('div', {class: 'told'}, h('pre', {tabindex: '0'}, story), copyButton(story, onCopyText)),
      ),
    warnings.length > 0 &&
      h(
        'ul',
        {class: 'warnings'},
        warnings.map((text) => h('li', {class: 'warn'}, `warning: ${text}`)),
      ),
    scenario.summary !== '' && h('p', {class: 'soft summary'}, scenario.summary),
  );
}

/**
 * The steps that it is at, those of one that runs.
 * @param {Scenario} scenario
 * @returns {Step[]}
 */
export function running({outcome, running: now = []}) {
  return outcome === 'running' ? now.map((step) => ({...step, outcome: 'running', took_ms: 0})) : [];
}

/** @param {string} story @param {(text: string, what: string) => void} onCopyText */
function copyButton(story, onCopyText) {
  const copy = () => onCopyText(story, 'The story');
  return h('button', {class: 'quiet square', 'aria-label': 'Copy the story', title: 'Copy', onclick: copy}, icon('copy'));
}

/** @param {Step[]} all @param {(step: Step) => void} onStep */
function steps(all, onStep) {
  if (all.length === 0) return null;
  return h(
    'ol',
    {class: 'run-steps', 'aria-label': plural(all.length, 'step')},
    all.map((step) =>
      h(
        'li',
        {},
        h(
          'button',
          {class: `run-step ${step.outcome}`, disabled: step.outcome === 'skipped', title: placeText(step.at), onclick: () => onStep(step)},
          markOf(step.outcome),
          h('span', {class: 'title'}, step.title),
          h('span', {class: 'soft'}, WHEN_NOT_DONE[step.outcome] ?? duration(step.took_ms)),
        ),
      ),
    ),
  );
}

/** @param {Place | undefined} place */
function placeText(place) {
  return place === undefined || place.line === 0 ? '' : `${place.file}:${place.line}:${place.column}`;
}
