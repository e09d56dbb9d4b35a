import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { TasksModel } from '../../pad/tasks/model';
import { EventSocket } from '../../services/eventsocket';
import { HostEvent } from '../../services/types';
import { IComment, IReviewedPad, ReviewApi } from './api';

/**
 * What members know of a pad that they look back on, and its own server does not: where the review
 * stands, how the tests went, and what was written about moments. Always up to date.
 */
export class ReviewModel {
  /**
   * @param settings - Of the host.
   * @param socket - What the host says.
   */
  constructor(
    settings: ServerConnection.ISettings,
    padId: string,
    socket: EventSocket<HostEvent>
  ) {
    this.api = new ReviewApi(settings, padId);
    this.tasks = new TasksModel(settings, padId, socket);
    socket.message.connect((_, event) => {
      if (event.type === 'pad' && event.pad.id === padId) {
        void this._look();
      } else if (event.type === 'comments' && event.pad_id === padId) {
        void this.refreshComments();
      }
    });
    socket.statusChanged.connect((_, status) => {
      if (status === 'connected') {
        void this._look();
        void this.refreshComments();
      }
    });
    void this._look();
    void this.refreshComments();
  }

  readonly api: ReviewApi;
  readonly tasks: TasksModel;

  /**
   * The pad; null until it is known.
   */
  get pad(): IReviewedPad | null {
    return this._pad;
  }

  /**
   * In the order of their moments; null until they are known.
   */
  get comments(): ReadonlyArray<IComment> | null {
    return this._comments;
  }

  /**
   * Why something is not known, or may be out of date; null if all is.
   */
  get failure(): unknown {
    return this._failure;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Say that the review is done. Throws `RequestError`.
   */
  async finish(): Promise<void> {
    this._pad = await this.api.finish();
    this._changed.emit();
  }

  /**
   * Ask for the comments anew.
   */
  async refreshComments(): Promise<void> {
    const turn = ++this._turn;
    try {
      const comments = await this.api.comments();
      if (turn === this._turn) {
        this._comments = comments;
        this._failure = null;
      }
    } catch (reason) {
      this._failure = reason;
    }
    this._changed.emit();
  }

  private async _look(): Promise<void> {
    try {
      this._pad = await this.api.pad();
      this._failure = null;
    } catch (reason) {
      this._failure = reason;
    }
    this._changed.emit();
  }

  private _pad: IReviewedPad | null = null;
  private _comments: ReadonlyArray<IComment> | null = null;
  private _failure: unknown = null;
  private _turn = 0;
  private _changed = new Signal<this, void>(this);
}
