import { ISignal, Signal } from '@lumino/signaling';
import * as Y from 'yjs';

import { IPeople, IPerson } from '../tokens';

type Entry = Omit<IPerson, 'id'>;

/**
 * Who is in the pad, read from its document.
 */
export class People implements IPeople {
  /**
   * @param map - Participant id to what the server says of them.
   * @param me - Says who the person on this page is, once that is known.
   */
  constructor(
    private _map: Y.Map<Entry>,
    private _me: () => string | null
  ) {
    _map.observe(() => this.refresh());
    this.refresh();
  }

  get here(): ReadonlyArray<IPerson> {
    return this._here;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get(id: string): IPerson | null {
    const entry = this._map.get(id);
    return entry ? { ...entry, id } : null;
  }

  /**
   * Sort anew: the document changed, or it became known who is on this page.
   */
  refresh(): void {
    const me = this._me();
    this._here = [...this._map.entries()]
      .map(([id, entry]) => ({ ...entry, id }))
      .filter(person => person.here)
      .sort(
        (a, b) =>
          Number(b.id === me) - Number(a.id === me) ||
          a.name.localeCompare(b.name)
      );
    this._changed.emit();
  }

  private _here: ReadonlyArray<IPerson> = [];
  private _changed = new Signal<this, void>(this);
}

/**
 * The first letters of the first and the last word of a name.
 */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map(word => [...word][0]?.toUpperCase() ?? '').join('');
}
