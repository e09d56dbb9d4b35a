import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

/**
 * "connecting": for the first time; "reconnecting": it was or should have been connected.
 */
export type SocketStatus =
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  | 'closed';

/**
 * A websocket of JSON messages that comes back by itself.
 *
 * It tries again after a delay that doubles with every failure, and at once when the
 * browser says that the network is back or the page is looked at again.
 */
export class EventSocket<T> implements IDisposable {
  /**
   * @param url - Where to connect; asked anew at every attempt.
   */
  constructor(
    private _url: () => string,
    options: EventSocket.IOptions = {}
  ) {
    this._open = options.open ?? (url => new WebSocket(url));
    this._first = options.firstDelay ?? 500;
    this._most = options.maxDelay ?? 15000;
    globalThis.addEventListener?.('online', this._onOnline);
    globalThis.document?.addEventListener('visibilitychange', this._onVisible);
    this._connect();
  }

  get status(): SocketStatus {
    return this._status;
  }

  /**
   * Attempts that failed since it was last connected.
   */
  get failures(): number {
    return this._failures;
  }

  get isDisposed(): boolean {
    return this._status === 'closed';
  }

  readonly statusChanged: ISignal<this, SocketStatus> = new Signal<
    this,
    SocketStatus
  >(this);

  readonly message: ISignal<this, T> = new Signal<this, T>(this);

  /**
   * An attempt failed, or the connection was lost.
   */
  readonly failed: ISignal<this, void> = new Signal<this, void>(this);

  /**
   * Close for good: the server said goodbye, or the page leaves.
   */
  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._setStatus('closed');
    globalThis.removeEventListener?.('online', this._onOnline);
    globalThis.document?.removeEventListener(
      'visibilitychange',
      this._onVisible
    );
    this._drop();
    Signal.clearData(this);
  }

  private _connect(): void {
    this._drop();
    const socket = this._open(this._url());
    this._socket = socket;
    socket.onopen = () => {
      this._failures = 0;
      this._setStatus('connected');
    };
    socket.onmessage = event => {
      let message: T;
      try {
        message = JSON.parse(event.data);
      } catch {
        console.warn('An event that is not JSON was left out.', event.data);
        return;
      }
      (this.message as Signal<this, T>).emit(message);
    };
    socket.onclose = () => {
      this._socket = null;
      this._failures += 1;
      this._retryLater();
      this._setStatus('reconnecting');
      (this.failed as Signal<this, void>).emit();
    };
  }

  /**
   * Let go of the present socket and of a planned attempt, without a word.
   */
  private _drop(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    const socket = this._socket;
    if (socket) {
      this._socket = null;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  private _retryLater(): void {
    const ceiling = Math.min(
      this._most,
      this._first * 2 ** (this._failures - 1)
    );
    // Spread, so that a restarted server does not meet all its pages at once.
    const delay = ceiling * (0.5 + Math.random() / 2);
    this._timer = setTimeout(() => this._connect(), delay);
  }

  private _setStatus(status: SocketStatus): void {
    if (status !== this._status) {
      this._status = status;
      (this.statusChanged as Signal<this, SocketStatus>).emit(status);
    }
  }

  private _onOnline = () => {
    // What looks open may have died unnoticed while the network was away.
    if (this._status === 'connected') {
      this._setStatus('reconnecting');
    }
    this._connect();
  };

  private _onVisible = () => {
    if (
      this._timer !== undefined &&
      document.visibilityState === 'visible' &&
      !this.isDisposed
    ) {
      this._connect();
    }
  };

  private _open: (url: string) => EventSocket.ISocket;
  private _first: number;
  private _most: number;
  private _socket: EventSocket.ISocket | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _status: SocketStatus = 'connecting';
  private _failures = 0;
}

export namespace EventSocket {
  /**
   * The part of a browser's WebSocket that is used.
   */
  export interface ISocket {
    onopen: ((event: Event) => void) | null;
    onmessage: ((event: MessageEvent) => void) | null;
    onclose: ((event: CloseEvent) => void) | null;
    close(): void;
  }

  export interface IOptions {
    /**
     * Opens a socket; the browser's own unless told otherwise.
     */
    open?: (url: string) => ISocket;
    /**
     * The longest wait before the second attempt, in milliseconds.
     */
    firstDelay?: number;
    /**
     * The longest wait ever, in milliseconds.
     */
    maxDelay?: number;
  }
}

/**
 * The address of a websocket on the page's server.
 *
 * @param settings - `ServerConnection` settings.
 */
export function socketUrl(
  settings: {
    readonly wsUrl: string;
    readonly token: string;
    readonly appendToken: boolean;
  },
  path: string
): string {
  const url = settings.wsUrl.replace(/\/+$/, '') + '/' + path;
  return settings.appendToken && settings.token
    ? `${url}?token=${encodeURIComponent(settings.token)}`
    : url;
}
