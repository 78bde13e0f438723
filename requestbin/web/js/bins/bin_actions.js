// What buttons and keys do with bins as a whole; the questions are in bin_dialogs.js.

import {binSettings, exportBin, importInto, newBin, openPrivate, removeBin} from './bin_dialogs.js';
import {confirmDialog, copyText, menu, toast} from '../widgets/overlay.js';
import {count, plural} from '../base/format.js';

export class BinActions {
  /** @param {object} o  live, api, bar (BinBar), urlOf(name), onChoose(name), onStub(), onCleared() */
  constructor(o) {
    Object.assign(this, o);
  }

  /** The bin in view; undefined: all of them. */
  get bin() {
    return this.live.bins.get(this.live.scope);
  }

  async make() {
    const made = await newBin(this.api);
    if (made !== null) await this.onChoose(made.name);
  }

  async openPrivate() {
    const name = await openPrivate(this.live);
    if (name !== null) await this.onChoose(name);
  }

  copyAddress() {
    if (this.bin === undefined) toast('Choose a bin first');
    else copyText(this.bar.url, 'Address');
  }

  menu(anchor) {
    if (this.bin === undefined) {
      toast('Choose a bin first');
      return;
    }
    const {info} = this.bin;
    const mine = info.kind === 'bin';
    menu(anchor, `The bin ${info.name}`, [
      info.kind !== 'topic' && {label: 'Copy the address', key: 'u', run: () => this.copyAddress()},
      mine && {label: 'Settings and answers…', key: 's', run: () => this.settings(info.name)},
      this.bar.stub !== null && {label: 'Sessions of the stub', key: 's', run: () => this.onStub()},
      info.held > 0 && {label: 'Export…', key: 'e', run: () => exportBin(this.api, info)},
      info.kind !== 'topic' && {label: 'Import…', key: 'i', run: () => importInto(this.api, info.name)},
      info.held > 0 && {label: 'Delete all…', key: 'X', run: () => this.clear()},
      mine && {label: 'Remove the bin…', key: 'R', run: () => this.remove(info)},
    ].filter(Boolean));
  }

  async settings(name) {
    try {
      if ((await binSettings(this.api, name)) !== null) toast('The settings are saved');
    } catch (error) {
      toast(`The settings could not be read: ${error.message}`, 'bad');
    }
  }

  async remove(info) {
    if (await removeBin(this.api, info)) await this.onChoose('');
  }

  async sendTest(name) {
    try {
      const response = await fetch(`${this.urlOf(name)}/test?from=page`, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({hello: 'world', sent_at: new Date().toISOString()})});
      if (!response.ok) throw new Error(`the answer was ${response.status}`);
    } catch (error) {
      toast(`The test request failed: ${error.message}`, 'bad');
    }
  }

  async clear() {
    const {bin} = this;
    if (bin === undefined) {
      toast('Choose a bin first: all bins at once are not deleted');
      return;
    }
    if (!(await confirmDialog(`Delete all of ${bin.info.name}?`, `${plural(bin.info.held, 'request')} are gone for good. Awaits that are open go on with what comes from now on.`, `Delete ${count(bin.info.held)}`))) return;
    try {
      const {cleared} = await this.api.clear(bin.info.name);
      this.onCleared();
      toast(`${plural(cleared, 'request')} deleted`);
    } catch (error) {
      toast(`They could not be deleted: ${error.message}`, 'bad');
    }
  }
}
