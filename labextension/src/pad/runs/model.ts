import { ISignal, Signal } from '@lumino/signaling';
import * as Y from 'yjs';

import { PadApi } from '../../services/padapi';
import { IPrompt, IRuns, IRunState, IRunStates } from '../tokens';

/**
 * Where nothing runs and nothing ever did.
 */
export const NO_RUN: IRunState = {
  kernel: 'none',
  message: '',
  run_id: null,
  cell_id: null,
  by: null,
  by_id: null,
  started: null,
  queue: [],
  prompt: null
};

/**
 * Why nothing is printed by a file: it was never run, it runs and may still print something, it
 * could not be run, or it did not print anything.
 */
export function emptiness(
  runs: IRunStates,
  path: string
): 'never-run' | 'running' | 'not-run' | 'printed-nothing' {
  if (runs.console(path) === null) {
    return 'never-run';
  }
  const { run_id, message } = runs.get(path);
  if (run_id !== null) {
    return 'running';
  }
  return message ? 'not-run' : 'printed-nothing';
}

/**
 * The runs of the pad, read from its document and asked for over its REST API.
 */
export class Runs implements IRuns {
  /**
   * @param doc - The document about the pad.
   */
  constructor(
    doc: Y.Doc,
    private _api: Pick<PadApi, 'run' | 'input' | 'interrupt' | 'restart'>
  ) {
    this._states = doc.getMap('runs');
    this._consoles = doc.getMap('consoles');
    this._states.observe(() => this._changed.emit());
    this._consoles.observeDeep(events => {
      const from = new Map<string, number>();
      for (const event of events) {
        for (const [path, index] of touched(event)) {
          from.set(path, Math.min(from.get(path) ?? Infinity, index));
        }
      }
      for (const [path, index] of from) {
        this._consoleChanged.emit({ path, from: index });
      }
    });
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get consoleChanged(): ISignal<this, IRuns.IConsoleChange> {
    return this._consoleChanged;
  }

  get(path: string): IRunState {
    return { ...NO_RUN, ...this._states.get(path) };
  }

  console(path: string): Y.Array<unknown> | null {
    return this._consoles.get(path) ?? null;
  }

  run(path: string, doc: Y.Doc, cellId?: string): Promise<void> {
    const client = doc.clientID;
    const clock = Y.getState(doc.store, client);
    const asked = this._last.then(async () => {
      await this._api.run({ path, cell_id: cellId, client, clock });
    });
    // One after the other: several connections would not keep the order. A refusal is for
    // the one who asked, not for those who wait behind.
    this._last = asked.catch(() => undefined);
    return asked;
  }

  answer(prompt: IPrompt, value: string): Promise<void> {
    return this._api.input(prompt.run_id, value);
  }

  interrupt(path: string): Promise<void> {
    return this._api.interrupt(path);
  }

  restart(path: string): Promise<void> {
    return this._api.restart(path);
  }

  private _states: Y.Map<Partial<IRunState>>;
  private _consoles: Y.Map<Y.Array<unknown>>;
  private _last: Promise<void> = Promise.resolve();
  private _changed = new Signal<this, void>(this);
  private _consoleChanged = new Signal<this, IRuns.IConsoleChange>(this);
}

/**
 * The consoles that an event changed, each with the first of its outputs that did.
 */
function touched(
  event: Y.YEvent<Y.AbstractType<unknown>>
): [path: string, index: number][] {
  if (event.path.length === 0) {
    return [...event.changes.keys.keys()].map(path => [path, 0]);
  }
  const [path, index] = event.path;
  if (index !== undefined) {
    return [[String(path), Number(index)]];
  }
  const first = event.changes.delta[0]?.retain ?? 0;
  return [[String(path), first]];
}
