import { ISignal, Signal } from '@lumino/signaling';

import { SharedDraft } from '../services/draft';
import { EventSocket } from '../services/eventsocket';
import { RequestError } from '../services/request';
import { HostEvent } from '../services/types';
import { FeedbackApi } from './api';
import { Scorecard } from './scorecard';
import { IFeedback, IVersion, Outcome } from './types';

/**
 * The scorecards of a pad as far as the member may know them, up to date, and their own draft.
 */
export class FeedbackModel {
  /**
   * @param socket - What the host says.
   */
  constructor(
    readonly api: FeedbackApi,
    readonly draft: SharedDraft,
    socket: EventSocket<HostEvent>
  ) {
    this.scorecard = new Scorecard(draft.doc);
    socket.message.connect((_, event) => {
      const about =
        event.type === 'feedback' || event.type === 'tasks'
          ? event.pad_id
          : event.type === 'pad' && event.pad.id;
      // A setting may be the rule about what is to be seen here.
      if (about === api.padId || event.type === 'settings') {
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

  readonly scorecard: Scorecard;

  /**
   * Null until it is known.
   */
  get feedback(): IFeedback | null {
    return this._feedback;
  }

  /**
   * Why it is not known, or may be out of date; null if it is.
   */
  get failure(): unknown {
    return this._failure;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Submit the draft as it stands on this page, with the evidence that is not added yet. Throws `RequestError`; then nothing was submitted.
   */
  async submit(): Promise<void> {
    this.scorecard.addAllBegunEvidence();
    await saved(this.draft);
    this._take(await this.api.submit());
  }

  /**
   * Make the draft say again what was submitted last. Throws `RequestError`.
   */
  async discard(): Promise<void> {
    const { form, mine } = this._feedback ?? {};
    if (form && mine?.content) {
      this.scorecard.restore(mine.content, form);
      await saved(this.draft);
      this._take(await this.api.feedback());
    }
  }

  /**
   * Begin to write a decision, with what the last one says; or go on with what was begun.
   */
  beginDecision(): void {
    if (!this.scorecard.begunDecision) {
      const { decision = null } = this._feedback ?? {};
      this.scorecard.beginDecision(
        { outcome: decision?.decision ?? null, seen: decision?.number ?? 0 },
        decision?.reason ?? ''
      );
    }
  }

  /**
   * Record what was decided about the candidate. Throws `RequestError`; then what was written is
   * still there. Where somebody else decided meanwhile, theirs is known after that.
   */
  async decide(decision: Outcome, reason: string, seen: number): Promise<void> {
    try {
      this._take(await this.api.decide(decision, reason, seen));
    } catch (error) {
      if (error instanceof RequestError && error.reason === 'decided') {
        await this.refresh();
        this.scorecard.beginDecision({
          outcome: decision,
          seen: this._feedback?.decision?.number ?? 0
        });
      }
      throw error;
    }
    this.scorecard.dropDecision();
  }

  /**
   * All that was submitted and may be seen, the newest first. Throws `RequestError`.
   */
  versions(): Promise<ReadonlyArray<IVersion>> {
    return this.api.versions();
  }

  /**
   * Ask the host anew.
   */
  async refresh(): Promise<void> {
    const turn = ++this._turn;
    try {
      const feedback = await this.api.feedback();
      if (turn === this._turn) {
        this._take(feedback);
      }
    } catch (reason) {
      if (turn === this._turn) {
        this._failure = reason;
        this._changed.emit();
      }
    }
  }

  private _take(feedback: IFeedback): void {
    // An answer that is still on its way is older than this one.
    this._turn++;
    this._feedback = feedback;
    this._failure = null;
    this._changed.emit();
  }

  private _feedback: IFeedback | null = null;
  private _failure: unknown = null;
  private _turn = 0;
  private _changed = new Signal<this, void>(this);
}

/**
 * Wait until the host keeps all of a draft; throws why it does not.
 */
async function saved(draft: SharedDraft): Promise<void> {
  do {
    await draft.flush();
  } while (draft.status === 'saving' && !draft.failure);
  if (draft.failure) {
    throw draft.failure;
  }
}
