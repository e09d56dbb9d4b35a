import { ServerConnection } from '@jupyterlab/services';

import { request } from '../services/request';
import { Mark } from './lines';

/**
 * Who may read one's notes: nobody else, the interviewers of the pad, or every member who may see
 * it.
 */
export type Visibility = 'mine' | 'interviewers' | 'organization';

/**
 * What a colleague lets one read.
 */
export interface IOthersNotes {
  readonly member: { readonly id: string; readonly name: string };
  readonly lines: ReadonlyArray<IReadLine>;
}

export interface IReadLine {
  readonly id: string;
  /**
   * Milliseconds since the start of the recording.
   */
  readonly at: number | null;
  readonly mark: Mark;
  /**
   * Markdown.
   */
  readonly text: string;
}

export interface INotes {
  /**
   * Of one's own.
   */
  readonly visibility: Visibility;
  readonly others: ReadonlyArray<IOthersNotes>;
}

/**
 * The host, for a member's notes about a pad. Every method throws `RequestError`; then nothing
 * changed.
 */
export class NotesApi {
  /**
   * @param settings - Of the host.
   */
  constructor(
    private _settings: ServerConnection.ISettings,
    padId: string
  ) {
    this._path = `interview/api/pads/${encodeURIComponent(padId)}/notes`;
  }

  get(): Promise<INotes> {
    return request(this._settings, this._path);
  }

  share(visibility: Visibility): Promise<INotes> {
    return request(this._settings, this._path, 'PATCH', { visibility });
  }

  private _path: string;
}
