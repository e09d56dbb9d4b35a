import { ISignal, Signal } from '@lumino/signaling';

import { IPadEvents } from '../tokens';
import { EventSocket, SocketStatus } from './eventsocket';
import { PadApi } from './padapi';
import { ClosingReason, IAdmission, IPadInfo, PadEvent } from './types';

/**
 * The page's one listener to its pad's server.
 */
export class PadEvents implements IPadEvents {
  constructor(
    readonly api: PadApi,
    socket: EventSocket<PadEvent> = api.events()
  ) {
    this._socket = socket;
    socket.message.connect((_, event) => this._onEvent(event));
    socket.statusChanged.connect((_, status) => {
      this._statusChanged.emit(status);
    });
  }

  get pad(): IPadInfo | null {
    return this._pad;
  }

  get clockSkew(): number {
    return this._clockSkew;
  }

  get admissions(): ReadonlyArray<IAdmission> {
    return this._admissions;
  }

  get status(): SocketStatus {
    return this._socket.status;
  }

  get padChanged(): ISignal<this, IPadInfo> {
    return this._padChanged;
  }

  get admissionsChanged(): ISignal<this, ReadonlyArray<IAdmission>> {
    return this._admissionsChanged;
  }

  get statusChanged(): ISignal<this, SocketStatus> {
    return this._statusChanged;
  }

  get closing(): ISignal<this, ClosingReason> {
    return this._closing;
  }

  private _onEvent(event: PadEvent): void {
    switch (event.type) {
      case 'pad':
        this._pad = event;
        this._clockSkew = Date.parse(event.now) - Date.now();
        this._padChanged.emit(event);
        break;
      case 'admissions':
        this._admissions = event.admissions;
        this._admissionsChanged.emit(event.admissions);
        break;
      case 'closing':
        this._closing.emit(event.reason);
        this._socket.dispose();
        break;
    }
  }

  private _socket: EventSocket<PadEvent>;
  private _pad: IPadInfo | null = null;
  private _clockSkew = 0;
  private _admissions: ReadonlyArray<IAdmission> = [];
  private _padChanged = new Signal<this, IPadInfo>(this);
  private _admissionsChanged = new Signal<this, ReadonlyArray<IAdmission>>(
    this
  );
  private _statusChanged = new Signal<this, SocketStatus>(this);
  private _closing = new Signal<this, ClosingReason>(this);
}
