import { ServerConnection } from '@jupyterlab/services';

import { request, send } from '../services/request';
import { IFeedback, IVersion, Outcome } from './types';

export type ExportFormat = 'json' | 'csv';

/**
 * The scorecards of a pad, for a member. Every method throws `RequestError`; then nothing changed.
 */
export class FeedbackApi {
  /**
   * @param settings - Of the host.
   */
  constructor(
    readonly settings: ServerConnection.ISettings,
    readonly padId: string
  ) {}

  feedback(): Promise<IFeedback> {
    return request(this.settings, this._path());
  }

  /**
   * Submit the draft as the server has it.
   */
  submit(): Promise<IFeedback> {
    return request(this.settings, this._path('/submit'), 'POST', {});
  }

  /**
   * All that was submitted and may be seen, the newest first.
   */
  async versions(): Promise<ReadonlyArray<IVersion>> {
    const { versions } = await request<{ versions: IVersion[] }>(
      this.settings,
      this._path('/versions')
    );
    return versions;
  }

  /**
   * @param seen - The number of the decision that this takes the place of; 0 for none. Refused as
   * "decided" where there is another.
   */
  decide(decision: Outcome, reason: string, seen: number): Promise<IFeedback> {
    const body = { decision, reason, seen };
    return request(this.settings, this._path('/decision'), 'POST', body);
  }

  /**
   * All that may be seen, as a file.
   */
  async export(format: ExportFormat): Promise<Blob> {
    const path = this._path(`/export?format=${format}`);
    return (await send(this.settings, path, {})).blob();
  }

  /**
   * The address of all that may be seen, as a page to print.
   */
  get printable(): string {
    return this.settings.baseUrl + this._path('/export?format=html');
  }

  private _path(rest = ''): string {
    const pad = encodeURIComponent(this.padId);
    return `interview/api/pads/${pad}/feedback${rest}`;
  }
}
