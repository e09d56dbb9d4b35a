import { ServerConnection } from '@jupyterlab/services';

import { EventSocket, socketUrl } from './eventsocket';
import { request } from './request';
import {
  AdmissionAction,
  IAdmission,
  IPadInfo,
  IRunRequest,
  ISignalReport,
  PadEvent
} from './types';

const API = 'api/interview';

/**
 * The server of the pad that this page belongs to. Every method throws `RequestError`.
 */
export class PadApi {
  constructor(
    readonly settings: ServerConnection.ISettings = ServerConnection.makeSettings()
  ) {}

  pad(): Promise<IPadInfo> {
    return request(this.settings, `${API}/pad`);
  }

  /**
   * Who knocked, whatever was decided. Interviewers only.
   */
  async admissions(): Promise<IAdmission[]> {
    const { admissions } = await request<{ admissions: IAdmission[] }>(
      this.settings,
      `${API}/admissions`
    );
    return admissions;
  }

  /**
   * Interviewers only.
   */
  decide(admission: string, action: AdmissionAction): Promise<IAdmission> {
    return request(
      this.settings,
      `${API}/admissions/${encodeURIComponent(admission)}`,
      'PATCH',
      { action }
    );
  }

  /**
   * End the interview for everybody inside. Interviewers only.
   */
  end(): Promise<void> {
    return request(this.settings, `${API}/end`, 'POST');
  }

  /**
   * Hand a take-home in. Its candidate only.
   */
  submit(): Promise<void> {
    return request(this.settings, `${API}/submit`, 'POST');
  }

  /**
   * Ask the server to run a cell or a file; the outputs land in the shared document.
   *
   * @returns The run's id.
   */
  async run(run: IRunRequest): Promise<string> {
    const { run_id } = await request<{ run_id: string }>(
      this.settings,
      `${API}/runs`,
      'POST',
      run
    );
    return run_id;
  }

  /**
   * Answer a run that asks for input.
   */
  input(runId: string, value: string): Promise<void> {
    return request(
      this.settings,
      `${API}/runs/${encodeURIComponent(runId)}/input`,
      'POST',
      { value }
    );
  }

  /**
   * Interrupt what runs for a document.
   */
  interrupt(path: string): Promise<void> {
    return request(this.settings, `${API}/interrupt`, 'POST', { path });
  }

  /**
   * Restart a document's kernel.
   */
  restart(path: string): Promise<void> {
    return request(this.settings, `${API}/restart`, 'POST', { path });
  }

  /**
   * Run the tests of a task that everybody may see; the results land in the shared document.
   */
  async runTests(taskId: string): Promise<void> {
    const id = encodeURIComponent(taskId);
    await request(this.settings, `${API}/tasks/${id}/tests`, 'POST');
  }

  /**
   * Begin focus time, unless there is some already.
   */
  async beginFocus(): Promise<void> {
    await request(this.settings, `${API}/focus`, 'POST');
  }

  /**
   * End focus time, if there is any.
   */
  endFocus(): Promise<void> {
    return request(this.settings, `${API}/focus`, 'DELETE');
  }

  /**
   * Have something recorded that happened on this page.
   */
  signal(signal: ISignalReport): Promise<void> {
    return request(this.settings, `${API}/signals`, 'POST', signal);
  }

  /**
   * Listen to what happens to the pad. Prefer the `IPadEvents` token, which holds the
   * page's one socket.
   */
  events(): EventSocket<PadEvent> {
    return new EventSocket(() => socketUrl(this.settings, `${API}/events`));
  }
}
