import { ServerConnection } from '@jupyterlab/services';

import { request } from '../../services/request';
import { ITask, ITaskPrivate, ITestRun, Quickstart } from './types';

/**
 * The tasks of one pad at the control plane, for a signed-in member. Every method throws
 * `RequestError`; then nothing changed.
 */
export class TasksApi {
  /**
   * @param settings - Of the host, with the member's own sign-in.
   */
  constructor(
    readonly settings: ServerConnection.ISettings,
    private _padId: string
  ) {}

  async list(): Promise<ReadonlyArray<ITask>> {
    return (await this._ask<{ tasks: ITask[] }>('')).tasks;
  }

  attach(questionId: string, language: string): Promise<ITask> {
    return this._ask('', 'POST', {
      question_id: questionId,
      language: language || null
    });
  }

  quickstart(quickstart: Quickstart, language: string): Promise<ITask> {
    return this._ask('', 'POST', { quickstart, language: language || null });
  }

  move(id: string, position: number): Promise<ITask> {
    return this._ask(at(id), 'PATCH', { position });
  }

  async remove(id: string): Promise<void> {
    await this._ask(at(id), 'DELETE');
  }

  open(id: string): Promise<ITask> {
    return this._ask(`${at(id)}/open`, 'POST');
  }

  /**
   * @param steps - How many are shown then.
   */
  reveal(id: string, steps: number): Promise<ITask> {
    return this._ask(`${at(id)}/reveal`, 'POST', { steps });
  }

  private(id: string): Promise<ITaskPrivate> {
    return this._ask(`${at(id)}/private`);
  }

  /**
   * Of visible and hidden tests, the newest first.
   */
  async runs(id: string): Promise<ReadonlyArray<ITestRun>> {
    return (await this._ask<{ runs: ITestRun[] }>(`${at(id)}/tests`)).runs;
  }

  async runHiddenTests(id: string): Promise<void> {
    await this._ask(`${at(id)}/tests`, 'POST');
  }

  private _ask<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
    const pad = encodeURIComponent(this._padId);
    const where = `interview/api/pads/${pad}/tasks${path}`;
    return request(this.settings, where, method, body);
  }
}

function at(id: string): string {
  return `/${encodeURIComponent(id)}`;
}
