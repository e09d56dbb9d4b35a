import { ISignal, Signal } from '@lumino/signaling';

import { EarlierApi } from './api';
import { EarlierSort, IEarlierPad, IEarlierWork } from './types';

/**
 * What the panel of earlier work shows.
 */
export class EarlierModel {
  constructor(readonly api: EarlierApi) {}

  /**
   * Those that were found; null until that is known.
   */
  get pads(): ReadonlyArray<IEarlierPad> | null {
    return this._pads;
  }

  /**
   * Those that were launched, by their ids.
   */
  get opened(): ReadonlyMap<string, IEarlierWork> {
    return this._opened;
  }

  /**
   * What went wrong last; null if nothing did.
   */
  get failure(): unknown {
    return this._failure;
  }

  get words(): string {
    return this._words;
  }

  get sort(): EarlierSort {
    return this._sort;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Look for something else.
   */
  async look(words: string, sort: EarlierSort): Promise<void> {
    this._words = words;
    this._sort = sort;
    this._changed.emit();
    await this.refresh();
  }

  /**
   * Ask the host for the list anew.
   */
  async refresh(): Promise<void> {
    const turn = ++this._turn;
    try {
      const pads = await this.api.list(this._words, this._sort);
      if (turn !== this._turn) {
        return;
      }
      this._pads = pads;
      this._failure = null;
    } catch (reason) {
      if (turn !== this._turn) {
        return;
      }
      this._failure = reason;
    }
    this._changed.emit();
  }

  /**
   * Say whether somebody of the same name is the same person.
   */
  async confirm(id: string, isSame: boolean): Promise<void> {
    try {
      await this.api.confirm(id, isSame);
    } catch (reason) {
      this._failure = reason;
      this._changed.emit();
      return;
    }
    this._opened.delete(id);
    await this.refresh();
  }

  /**
   * Get what there is to look at of an earlier pad; null where that failed.
   */
  async open(id: string): Promise<IEarlierWork | null> {
    let work: IEarlierWork | null = null;
    try {
      work = await this.api.open(id);
      this._opened.set(id, work);
      this._failure = null;
    } catch (reason) {
      this._failure = reason;
    }
    this._changed.emit();
    return work;
  }

  private _pads: ReadonlyArray<IEarlierPad> | null = null;
  private _opened = new Map<string, IEarlierWork>();
  private _failure: unknown = null;
  private _words = '';
  private _sort: EarlierSort = 'ended';
  private _turn = 0;
  private _changed = new Signal<this, void>(this);
}
