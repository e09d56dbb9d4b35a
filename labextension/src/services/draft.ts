import { ServerConnection } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import * as Y from 'yjs';

import { SocketStatus } from './eventsocket';
import { RequestError, send } from './request';
import { HostEvent } from './types';

export type DraftKind = 'notes' | 'scorecard';

/**
 * "loading": what the host keeps is not known yet; "saved": it keeps all of this; "saving": it will
 * in a moment; "offline": it cannot be reached and is tried again; "refused": it takes this not, see
 * `failure`.
 */
export type DraftStatus =
  | 'loading'
  | 'saved'
  | 'saving'
  | 'offline'
  | 'refused';

// Milliseconds: from a change until it is sent, and between two attempts at first and at most.
const DELAY = 300;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

// Characters that browsers send for a page that is gone: 64 KiB, less what goes along.
const LAST_WORDS = 60_000;

// Milliseconds after which an answer is waited for no more.
const PATIENCE = 10_000;

/**
 * A draft of the signed-in member about a pad, which the host keeps. Whatever their other tabs
 * write is merged into it, and nothing that is typed is lost while the host cannot be reached.
 */
export class SharedDraft implements IDisposable {
  constructor(options: SharedDraft.IOptions) {
    const { events, kind, padId, settings } = options;
    this._padId = padId;
    this._kind = kind;
    this._exchange = options.exchange ?? exchangeWith(settings, padId, kind);
    this.doc.on('update', this._onUpdate);
    events.message.connect(this._onEvent, this);
    events.statusChanged.connect(this._onSocket, this);
    globalThis.addEventListener?.('online', this._onOnline);
    globalThis.addEventListener?.('pagehide', this._onPageHide);
    globalThis.addEventListener?.('beforeunload', this._onBeforeUnload);
    void this._sync();
  }

  readonly doc = new Y.Doc();

  get status(): DraftStatus {
    return this._status;
  }

  get statusChanged(): ISignal<this, DraftStatus> {
    return this._statusChanged;
  }

  /**
   * Why the host could not be reached, or did not take it; null if neither is so.
   */
  get failure(): unknown {
    return this._failure;
  }

  /**
   * Resolves once what the host keeps is here.
   */
  get ready(): Promise<void> {
    return this._ready.promise;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Let go of it; what is not kept yet is still sent.
   */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._onPageHide();
    this._isDisposed = true;
    clearTimeout(this._timer);
    globalThis.removeEventListener?.('online', this._onOnline);
    globalThis.removeEventListener?.('pagehide', this._onPageHide);
    globalThis.removeEventListener?.('beforeunload', this._onBeforeUnload);
    Signal.clearData(this);
    this.doc.destroy();
  }

  /**
   * Save at once what is not saved yet; see `status` for whether that worked.
   */
  async flush(): Promise<void> {
    await this._sync();
    if (this._isDirty && !this._failure) {
      await this._sync();
    }
  }

  private get _isDirty(): boolean {
    return this._sent !== this._typed;
  }

  private async _sync(): Promise<void> {
    if (this._asking) {
      this._again = true;
      return this._asking;
    }
    this._asking = this._ask();
    await this._asking;
  }

  private async _ask(): Promise<void> {
    clearTimeout(this._timer);
    this._timer = undefined;
    this._again = false;
    const typed = this._typed;
    let pause = DELAY;
    try {
      const answer = await this._exchange(this._body(), false);
      if (this._isDisposed) {
        return;
      }
      this._sent = typed;
      this._failures = 0;
      this._failure = null;
      this._take(answer);
      this._ready.resolve();
    } catch (reason) {
      if (this._isDisposed) {
        return;
      }
      this._failure = reason;
      if (isForNow(reason)) {
        const most = FIRST_PAUSE * 2 ** this._failures++;
        pause = Math.min(LONGEST_PAUSE, most) * (0.5 + Math.random() / 2);
        this._again = true;
      }
    } finally {
      this._asking = null;
    }
    this._settle();
    const refused = this._status === 'refused';
    if (this._again || (this._isDirty && !(refused && typed === this._typed))) {
      this._plan(pause);
    }
  }

  private _body(): SharedDraft.IRequest {
    const body: SharedDraft.IRequest = {
      vector: toBase64(Y.encodeStateVector(this.doc))
    };
    if (this._isDirty) {
      body.update = toBase64(Y.encodeStateAsUpdate(this.doc, this._kept));
    }
    return body;
  }

  private _take(answer: SharedDraft.IAnswer): void {
    this._changed = answer.changed;
    this._kept = fromBase64(answer.vector);
    Y.applyUpdate(this.doc, fromBase64(answer.update), this);
    // The host may have gone back to a copy of earlier days.
    const there = Y.decodeStateVector(this._kept);
    const here = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    for (const [client, clock] of here) {
      if (clock > (there.get(client) ?? 0) && !this._isDirty) {
        this._typed++;
      }
    }
  }

  private _plan(milliseconds: number): void {
    if (this._timer === undefined && !this._isDisposed) {
      this._timer = setTimeout(() => void this._sync(), milliseconds);
    }
  }

  private _settle(): void {
    const failure = this._failure;
    const status = failure
      ? isForNow(failure)
        ? 'offline'
        : 'refused'
      : this._isDirty
        ? 'saving'
        : 'saved';
    if (status !== this._status) {
      this._status = status;
      this._statusChanged.emit(status);
    }
  }

  private _onUpdate = (_update: Uint8Array, origin: unknown) => {
    if (origin === this || this._isDisposed) {
      return;
    }
    this._typed++;
    if (this._status === 'saved') {
      this._settle();
    }
    // Where the host cannot be reached, the next attempt is planned already.
    if (!this._asking) {
      this._plan(DELAY);
    }
  };

  private _onEvent(_: unknown, event: HostEvent): void {
    if (
      event.type === 'draft' &&
      event.pad_id === this._padId &&
      event.kind === this._kind
    ) {
      void this._hear(event.changed);
    }
  }

  /**
   * Something changed at the host: what this tab sent, or another one.
   */
  private async _hear(changed: string): Promise<void> {
    await this._asking;
    if (changed > (this._changed ?? '') && !this._isDisposed) {
      await this._sync();
    }
  }

  private _onSocket(_: unknown, status: SocketStatus): void {
    if (status === 'connected') {
      void this._sync();
    }
  }

  private _onOnline = () => {
    void this._sync();
  };

  private _onPageHide = () => {
    if (this._isDirty) {
      // Whatever is on its way may be stopped with the page; twice is as good as once.
      this._exchange(this._body(), true).catch(() => undefined);
    }
  };

  private _onBeforeUnload = (event: Event) => {
    if (this._isDirty && this._failure) {
      event.preventDefault();
    }
  };

  private _padId: string;
  private _kind: DraftKind;
  private _exchange: SharedDraft.Exchange;
  private _status: DraftStatus = 'loading';
  private _statusChanged = new Signal<this, DraftStatus>(this);
  private _failure: unknown = null;
  private _failures = 0;
  private _ready = new PromiseDelegate<void>();
  private _isDisposed = false;
  private _asking: Promise<void> | null = null;
  private _again = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  // Changes made here, and how many of them the host has.
  private _typed = 0;
  private _sent = 0;
  private _changed: string | null = null;
  private _kept: Uint8Array | undefined;
}

export namespace SharedDraft {
  /**
   * What a page hears from the host, such as an `EventSocket`.
   */
  export interface IEvents {
    readonly message: ISignal<unknown, HostEvent>;
    readonly statusChanged: ISignal<unknown, SocketStatus>;
  }

  /**
   * Both in base64.
   */
  export interface IRequest {
    vector: string;
    update?: string;
  }

  export interface IAnswer {
    readonly update: string;
    readonly vector: string;
    /**
     * When what the host keeps changed last, later each time; null where it keeps nothing.
     */
    readonly changed: string | null;
  }

  /**
   * Tells the host what is new here and resolves to what is new there; rejects with
   * `RequestError`.
   *
   * @param leaving - Whether the page goes away meanwhile.
   */
  export type Exchange = (body: IRequest, leaving: boolean) => Promise<IAnswer>;

  export interface IOptions {
    /**
     * Of the host.
     */
    settings: ServerConnection.ISettings;
    padId: string;
    kind: DraftKind;
    events: IEvents;
    exchange?: Exchange;
  }
}

function exchangeWith(
  settings: ServerConnection.ISettings,
  padId: string,
  kind: DraftKind
): SharedDraft.Exchange {
  const pad = encodeURIComponent(padId);
  const path = `interview/api/pads/${pad}/drafts/${kind}`;
  return async (request, leaving) => {
    const body = JSON.stringify(request);
    const response = await send(settings, path, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json' },
      keepalive: leaving && body.length < LAST_WORDS,
      signal: leaving ? null : AbortSignal.timeout(PATIENCE)
    });
    return (await response.json()) as SharedDraft.IAnswer;
  };
}

/**
 * Whether it is worth trying the same again.
 */
function isForNow(reason: unknown): boolean {
  return (
    !(reason instanceof RequestError) ||
    reason.status === 0 ||
    reason.status === 429 ||
    reason.status >= 500
  );
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), character => character.charCodeAt(0));
}
