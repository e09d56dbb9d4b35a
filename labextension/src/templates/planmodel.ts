import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { TasksApi } from '../pad/tasks/api';
import { EventSocket } from '../services/eventsocket';
import { HostEvent } from '../services/types';
import { PlanApi } from './api';
import { currentPart, nextPart, partTimes } from './plan';
import { IPlan } from './types';

/**
 * The plan of the page's pad, up to date.
 */
export class PlanModel {
  /**
   * @param settings - Of the host.
   * @param socket - What the host says.
   */
  constructor(
    settings: ServerConnection.ISettings,
    padId: string,
    socket: EventSocket<HostEvent>
  ) {
    this._api = new PlanApi(settings, padId);
    this._tasks = new TasksApi(settings, padId);
    socket.message.connect((_, event) => {
      if (event.type === 'plan' && event.pad_id === padId) {
        void this.refresh();
      }
    });
    socket.statusChanged.connect((_, status) => {
      if (status === 'connected') {
        void this.refresh();
      }
    });
    void this.refresh();
  }

  /**
   * Null until it is known.
   */
  get plan(): IPlan | null {
    return this._plan;
  }

  /**
   * Why it is not known, or why it may be out of date; null where it is neither.
   */
  get failure(): unknown {
    return this._failure;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * What time it is by the server's clock, in milliseconds since 1970.
   */
  get now(): number {
    return Date.now() + this._ahead;
  }

  async refresh(): Promise<void> {
    const turn = ++this._turn;
    try {
      const plan = await this._api.get();
      if (turn === this._turn) {
        this._set(plan);
      }
    } catch (reason) {
      if (turn === this._turn) {
        this._failure = reason;
        this._changed.emit();
      }
    }
  }

  /**
   * Go on with a part, or stop the clock.
   *
   * @throws RequestError; then nothing was changed.
   */
  async go(part: string | null): Promise<void> {
    const turn = ++this._turn;
    try {
      const plan = await this._api.go(part, this._plan?.clock.part ?? null);
      if (turn === this._turn) {
        this._set(plan);
      }
    } catch (reason) {
      // Somebody may have been faster: what they did is shown.
      void this.refresh();
      throw reason;
    }
  }

  /**
   * Go on with the next part, or with the one in which the clock was stopped. Nothing happens
   * after the last.
   *
   * @throws RequestError; then nothing was changed.
   */
  async next(): Promise<void> {
    if (!this._plan) {
      return;
    }
    const times = partTimes(this._plan, this.now);
    const current = currentPart(times);
    const to = current?.state === 'stopped' ? current : nextPart(times);
    if (to) {
      await this.go(to.part.key);
    }
  }

  /**
   * Make a part's task the one that everybody works on.
   *
   * @throws RequestError; then nothing was changed.
   */
  async open(task: string): Promise<void> {
    await this._tasks.open(task);
  }

  private _set(plan: IPlan): void {
    this._plan = plan;
    this._ahead = Date.parse(plan.now) - Date.now();
    this._failure = null;
    this._changed.emit();
  }

  private _api: PlanApi;
  private _tasks: TasksApi;
  private _plan: IPlan | null = null;
  private _ahead = 0;
  private _failure: unknown = null;
  private _turn = 0;
  private _changed = new Signal<this, void>(this);
}
