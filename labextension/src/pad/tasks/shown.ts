import { ISignal, Signal } from '@lumino/signaling';
import * as Y from 'yjs';

import { IShownTasks } from '../tokens';
import { IShownTask, ITestsState } from './types';

/**
 * What everybody sees of the pad's tasks, read from the document about the pad.
 */
export class ShownTasks implements IShownTasks {
  constructor(doc: Y.Doc) {
    this._tasks = doc.getMap('tasks');
    this._current = doc.getMap('current');
    this._tests = doc.getMap('tests');
    // Within one change of the document everything has arrived when the first signal is sent.
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      const changed = [this._tasks, this._current, this._tests].some(map =>
        transaction.changed.has(map as Y.AbstractType<unknown> as never)
      );
      if (changed) {
        this._changed.emit();
      }
    });
  }

  get current(): (IShownTask & { readonly id: string }) | null {
    const id = this._chosen ?? this._current.get('task');
    const task = id === undefined ? undefined : this._tasks.get(id);
    return id !== undefined && task ? { ...task, id } : null;
  }

  get all(): ReadonlyArray<IShownTask & { readonly id: string }> {
    return [...this._tasks.entries()]
      .map(([id, task]) => ({ ...task, id }))
      .sort((a, b) => a.position - b.position);
  }

  choose(id: string): void {
    if (this._tasks.has(id) && this.current?.id !== id) {
      this._chosen = id;
      this._changed.emit();
    }
  }

  tests(id: string): ITestsState | null {
    return this._tests.get(id) ?? null;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  private _tasks: Y.Map<IShownTask>;
  private _current: Y.Map<string>;
  private _tests: Y.Map<ITestsState>;
  private _chosen: string | undefined;
  private _changed = new Signal<this, void>(this);
}
