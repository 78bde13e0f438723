// What buttons and keys do with bins as a whole; the questions are in bin_dialogs.js.

import {binSettings, exportBin, importInto, newBin, openPrivate, removeBin} from './bin_dialogs.js';
import {confirmDialog, copyText, menu, toast} from '../widgets/overlay.js';
import {count, plural} from '../base/format.js';
import {present} from '../base/present.js';
import {textOf} from '../source/source.js';

/** @import {Actions, Source} from '../source/source.js' */
/** @import {Bin} from '../source/types.js' */
/** @import {BinBar} from './bin_bar.js' */
/** @import {Mirror} from '../model/mirror.js' */

export class BinActions {
  /**
   * @param {object} o
   * @param {Mirror} o.mirror
   * @param {Source} o.source
   * @param {BinBar} o.bar
   * @param {(name: string) => Promise<void>} o.onChoose
   * @param {() => void} o.onStub
   * @param {() => void} o.onCleared
   * @param {() => number[] | null} o.shownSeqs of the lines that filter and time let through; null: all
   */
  constructor({mirror, source, bar, onChoose, onStub, onCleared, shownSeqs}) {
    this.mirror = mirror;
    this.source = source;
    this.bar = bar;
    this.onChoose = onChoose;
    this.onStub = onStub;
    this.onCleared = onCleared;
    this.shownSeqs = shownSeqs;
  }

  /** The bin in view; undefined: all of them. */
  get bin() {
    return this.mirror.bins.get(this.mirror.scope);
  }

  /** What can be done; null: nothing, and the person knows why. */
  allowed() {
    const {actions, refusal} = this.source;
    if (actions === null) toast(refusal, 'bad');
    return actions;
  }

  async make() {
    const actions = this.allowed();
    if (actions === null) return;
    const made = await newBin(actions);
    if (made !== null) await this.onChoose(made.name);
  }

  async openPrivate() {
    if (this.allowed() === null) return;
    const name = await openPrivate(this.mirror);
    if (name !== null) await this.onChoose(name);
  }

  copyAddress() {
    if (this.bin === undefined) toast('Choose a bin first');
    else if (this.bar.url === '') toast('It has no address');
    else copyText(this.bar.url, 'Address');
  }

  /** @param {Element} anchor */
  menu(anchor) {
    if (this.bin === undefined) {
      toast('Choose a bin first');
      return;
    }
    const {info} = this.bin;
    const {source} = this;
    const {actions} = source;
    const mine = info.kind === 'bin' && actions !== null;
    menu(
      anchor,
      `The bin ${info.name}`,
      present([
        info.kind !== 'topic' && this.bar.url !== '' && {label: 'Copy the address', key: 'u', run: () => this.copyAddress()},
        mine && {label: 'Settings and answers…', key: 's', run: () => this.settings(actions, info.name)},
        this.bar.stub !== null && {label: 'Sessions of the stub', key: 's', run: () => this.onStub()},
        info.held > 0 && {label: 'Export…', key: 'e', run: () => exportBin(source, info, this.shownSeqs())},
        info.kind !== 'topic' && actions !== null && {label: 'Import…', key: 'i', run: () => importInto(actions, info.name)},
        info.held > 0 && actions !== null && {label: 'Delete all…', key: 'X', run: () => this.clear()},
        mine && {label: 'Remove the bin…', key: 'R', run: () => this.remove(actions, info)},
      ]),
    );
  }

  openSettings() {
    const {bin} = this;
    const actions = this.allowed();
    if (bin !== undefined && actions !== null) this.settings(actions, bin.info.name);
  }

  /**
   * @param {Actions} actions
   * @param {string} name
   */
  async settings(actions, name) {
    try {
      if ((await binSettings(this.source, actions, name)) !== null) toast('The settings are saved');
      this.bar.ask();
    } catch (error) {
      toast(`The settings could not be read: ${textOf(error)}`, 'bad');
    }
  }

  /**
   * @param {Actions} actions
   * @param {Bin} info
   */
  async remove(actions, info) {
    if (await removeBin(actions, info)) await this.onChoose('');
  }

  /** @param {string} name */
  async sendTest(name) {
    const actions = this.allowed();
    if (actions === null) return;
    try {
      const response = await actions.call(`${this.source.urlOf(name)}/test?from=page`, {
        method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({hello: 'world', sent_at: new Date().toISOString()}),
      });
      if (!response.ok) throw new Error(`the answer was ${response.status}`);
    } catch (error) {
      toast(`The test request failed: ${textOf(error)}`, 'bad');
    }
  }

  async clear() {
    const {bin} = this;
    if (bin === undefined) {
      toast('Choose a bin first: all bins at once are not deleted');
      return;
    }
    const actions = this.allowed();
    if (actions === null) return;
    if (
      !(await confirmDialog(
        `Delete all of ${bin.info.name}?`,
        `${plural(bin.info.held, 'request')} are gone for good. Awaits that are open go on with what comes from now on.`,
        `Delete ${count(bin.info.held)}`,
      ))
    )
      return;
    try {
      const {cleared} = await actions.clear(bin.info.name);
      this.onCleared();
      toast(`${plural(cleared, 'request')} deleted`);
    } catch (error) {
      toast(`They could not be deleted: ${textOf(error)}`, 'bad');
    }
  }
}
