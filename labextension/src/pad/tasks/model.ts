import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { QuestionApi } from '../../questions/api';
import { EventSocket } from '../../services/eventsocket';
import { HostEvent } from '../../services/types';
import { TasksApi } from './api';
import { ITask, ITestRun } from './types';

/**
 * The pad's tasks as its interviewers know them, up to date.
 */
export class TasksModel {
  /**
   * @param settings - Of the host.
   * @param socket - What the host says.
   */
  constructor(
    settings: ServerConnection.ISettings,
    padId: string,
    socket: EventSocket<HostEvent>
  ) {
    this.api = new TasksApi(settings, padId);
    this.questions = new QuestionApi(settings);
    socket.message.connect((_, event) => {
      if (event.type === 'tasks' && event.pad_id === padId) {
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

  readonly api: TasksApi;
  readonly questions: QuestionApi;

  /**
   * In their order; null until they are known.
   */
  get tasks(): ReadonlyArray<ITask> | null {
    return this._tasks;
  }

  /**
   * Why they are not known, or may be out of date; null if they are.
   */
  get failure(): unknown {
    return this._failure;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * The newest run of a task's tests of one kind; null if there was none or it is not known.
   */
  run(id: string, tests: 'visible' | 'hidden'): ITestRun | null {
    return this._runs.get(id)?.find(run => run.tests === tests) ?? null;
  }

  /**
   * As `run`, of what was handed in.
   */
  graded(id: string, tests: 'visible' | 'hidden'): ITestRun | null {
    const runs = this._runs.get(id);
    return runs?.find(run => run.tests === tests && run.graded) ?? null;
  }

  /**
   * Ask the host for everything anew.
   */
  async refresh(): Promise<void> {
    const turn = ++this._turn;
    try {
      const tasks = await this.api.list();
      const tested = tasks.filter(
        ({ opened, tests }) => opened && tests.hidden + tests.visible > 0
      );
      const runs = await Promise.all(
        tested.map(
          async task => [task.id, await this.api.runs(task.id)] as const
        )
      );
      if (turn !== this._turn) {
        return;
      }
      this._tasks = tasks;
      this._runs = new Map(runs);
      this._failure = null;
    } catch (reason) {
      if (turn !== this._turn) {
        return;
      }
      this._failure = reason;
    }
    this._changed.emit();
  }

  private _tasks: ReadonlyArray<ITask> | null = null;
  private _runs: ReadonlyMap<string, ReadonlyArray<ITestRun>> = new Map();
  private _failure: unknown = null;
  private _turn = 0;
  private _changed = new Signal<this, void>(this);
}
