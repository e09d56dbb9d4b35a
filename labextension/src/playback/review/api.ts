import { ServerConnection } from '@jupyterlab/services';

import { request } from '../../services/request';

/**
 * What the page says of the pad that is looked back on, as the host knows it.
 */
export interface IReviewedPad {
  readonly kind: string;
  readonly state: string;
  readonly candidate_name: string;
  readonly started: string | null;
  readonly ended: string | null;
  /**
   * When it was handed in, by the clock that counted.
   */
  readonly submitted: string | null;
  /**
   * "candidate", "deadline" or "member"; empty before.
   */
  readonly submitted_by: string;
  /**
   * The name of who finished the review; empty before.
   */
  readonly reviewed_by: string | null;
  /**
   * What the one who looks may do with it, such as "review".
   */
  readonly actions: ReadonlyArray<string>;
}

/**
 * What a member wrote about a moment.
 */
export interface IComment {
  readonly id: string;
  readonly author: string;
  /**
   * What the one who looks may do with it.
   */
  readonly actions: ReadonlyArray<'edit' | 'delete'>;
  /**
   * Milliseconds since the start of the recording.
   */
  readonly moment: number;
  /**
   * Path of the document that it is about.
   */
  readonly document: string | null;
  /**
   * Markdown.
   */
  readonly text: string;
  readonly written: string;
  readonly edited: string | null;
}

/**
 * The host, for a member who looks back on a pad. Every method throws `RequestError`; then nothing
 * changed.
 */
export class ReviewApi {
  /**
   * @param settings - Of the host.
   */
  constructor(
    readonly settings: ServerConnection.ISettings,
    private _padId: string
  ) {}

  pad(): Promise<IReviewedPad> {
    return this._ask('');
  }

  /**
   * Say that the review is done.
   */
  finish(): Promise<IReviewedPad> {
    return this._ask('/review', 'POST');
  }

  /**
   * In the order of their moments.
   */
  async comments(): Promise<ReadonlyArray<IComment>> {
    const { comments } = await this._ask<{ comments: IComment[] }>('/comments');
    return comments;
  }

  /**
   * @param moment - Milliseconds since the start of the recording.
   * @param document - Path of the one that it is about.
   */
  write(
    moment: number,
    text: string,
    document: string | null
  ): Promise<IComment> {
    return this._ask('/comments', 'POST', { moment, text, document });
  }

  edit(id: string, text: string): Promise<IComment> {
    return this._ask(`/comments/${encodeURIComponent(id)}`, 'PATCH', { text });
  }

  async delete(id: string): Promise<void> {
    await this._ask(`/comments/${encodeURIComponent(id)}`, 'DELETE');
  }

  private _ask<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
    const pad = encodeURIComponent(this._padId);
    const where = `interview/api/pads/${pad}${path}`;
    return request(this.settings, where, method, body);
  }
}
