import { ISignal, Signal } from '@lumino/signaling';

import { IChosenQuestion } from '../questions/chosen';
import { IContent } from './types';

/**
 * A template as it is written and not saved yet.
 */
export interface IUnsaved {
  /**
   * Its questions stand in `chosen`.
   */
  readonly content: IContent;
  readonly chosen: ReadonlyArray<IChosenQuestion>;
  /**
   * The id of the team of a new one; empty for the whole organization.
   */
  readonly team: string;
  /**
   * That one began to edit; 0 of a new one.
   */
  readonly revision: number;
}

/**
 * What is not saved of templates, by the id of each, while one looks at something else. The browser
 * asks before the page goes away with it.
 */
export class Unsaved {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get(id: string): IUnsaved | null {
    return this._kept.get(id) ?? null;
  }

  keep(id: string, unsaved: IUnsaved): void {
    const isNew = !this._kept.has(id);
    this._kept.set(id, unsaved);
    if (isNew) {
      this._onChanged();
    }
  }

  drop(id: string): void {
    if (this._kept.delete(id)) {
      this._onChanged();
    }
  }

  private _onChanged(): void {
    globalThis.removeEventListener?.('beforeunload', this._onBeforeUnload);
    if (this._kept.size > 0) {
      globalThis.addEventListener?.('beforeunload', this._onBeforeUnload);
    }
    this._changed.emit();
  }

  private _onBeforeUnload = (event: Event) => {
    event.preventDefault();
  };

  private _kept = new Map<string, IUnsaved>();
  private _changed = new Signal<this, void>(this);
}
