import { ISignal, Signal } from '@lumino/signaling';

import { NO_RUN } from '../../pad/runs/model';
import { IRuns, IRunState, IRunStates } from '../../pad/tokens';
import { Json, JsonObject } from '../engine/types';
import { same } from './sync';

/**
 * What ran at the moment that is shown, read from the recorded document about the pad.
 */
export class ReplayedRuns implements IRunStates {
  get(path: string): IRunState {
    const state = (this._pad?.runs as JsonObject | undefined)?.[path];
    return { ...NO_RUN, ...(state as Partial<IRunState> | undefined) };
  }

  console(path: string): { toJSON(): unknown[] } | null {
    const outputs = this._outputs(path);
    return outputs && { toJSON: () => outputs as unknown[] };
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get consoleChanged(): ISignal<this, IRuns.IConsoleChange> {
    return this._consoleChanged;
  }

  /**
   * @param pad - The document about the pad as it was.
   */
  show(pad: JsonObject | null): void {
    if (pad === this._pad) {
      return;
    }
    const before = this._pad;
    const paths = Object.keys({
      ...(before?.consoles as JsonObject | undefined),
      ...(pad?.consoles as JsonObject | undefined)
    });
    const shown = new Map(paths.map(path => [path, this._outputs(path) ?? []]));
    this._pad = pad;
    if (!same(before?.runs, pad?.runs)) {
      this._changed.emit();
    }
    for (const [path, outputs] of shown) {
      const wanted = this._outputs(path) ?? [];
      if (wanted === outputs) {
        continue;
      }
      let from = 0;
      while (from < outputs.length && same(outputs[from], wanted[from])) {
        from++;
      }
      if (from < outputs.length || from < wanted.length) {
        this._consoleChanged.emit({ path, from });
      }
    }
  }

  private _outputs(path: string): ReadonlyArray<Json> | null {
    const outputs = (this._pad?.consoles as JsonObject | undefined)?.[path];
    return Array.isArray(outputs) ? outputs : null;
  }

  private _pad: JsonObject | null = null;
  private _changed = new Signal<this, void>(this);
  private _consoleChanged = new Signal<this, IRuns.IConsoleChange>(this);
}
