import { ISignal, Signal } from '@lumino/signaling';

import { EventSocket } from '../services/eventsocket';
import { HostApi } from '../services/hostapi';
import { RequestError } from '../services/request';
import { isFinished } from '../services/states';
import { HostEvent, IMember } from '../services/types';
import { IDoor, IPads, PadsStatus } from '../tokens';

// The most doors that are watched: beyond that, they open when somebody knocks.
const DOORS = 100;

/**
 * What the control plane says as things happen, for the signed-in member, and the doors that
 * somebody may stand at. The pads themselves are asked for where they are shown.
 */
export class PadsModel implements IPads {
  constructor(readonly api: HostApi) {}

  get doors(): ReadonlyArray<IDoor> | null {
    return this._doors;
  }

  get me(): IMember | null {
    return this._me;
  }

  get status(): PadsStatus {
    return this._status;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get padsChanged(): ISignal<this, void> {
    return this._padsChanged;
  }

  get questionsChanged(): ISignal<this, void> {
    return this._questionsChanged;
  }

  get teamChanged(): ISignal<this, void> {
    return this._teamChanged;
  }

  get templatesChanged(): ISignal<this, void> {
    return this._templatesChanged;
  }

  get settingsChanged(): ISignal<this, void> {
    return this._settingsChanged;
  }

  get commentsChanged(): ISignal<this, string> {
    return this._commentsChanged;
  }

  get admissionChanged(): ISignal<this, IPads.IAdmissionChange> {
    return this._admissionChanged;
  }

  /**
   * Begin to listen. Calling it again asks for everything anew.
   */
  start(): void {
    if (this._socket) {
      void this.refresh();
      return;
    }
    const socket = this.api.events();
    this._socket = socket;
    socket.message.connect((_, event) => this._onEvent(event));
    socket.statusChanged.connect((_, status) => {
      if (status === 'connected') {
        // Whatever happened while nobody listened.
        void this.refresh();
        this._padsChanged.emit();
      } else if (status === 'reconnecting' && this._status === 'live') {
        this._setStatus('reconnecting');
      }
    });
    socket.failed.connect(() => {
      // A socket does not say why it failed; a request does.
      void this.refresh();
    });
  }

  async refresh(): Promise<void> {
    const turn = ++this._turn;
    this._news.clear();
    try {
      const [me, doors] = await Promise.all([
        this._me ?? this.api.me(),
        this._askForDoors()
      ]);
      if (turn !== this._turn) {
        return;
      }
      this._me = me;
      // What arrived in the meantime is newer than this answer.
      const known = new Map(doors.map(door => [door.id, door]));
      for (const [id, door] of this._news) {
        known.delete(id);
        if (door) {
          known.set(id, door);
        }
      }
      this._setDoors([...known.values()]);
      this._setStatus(
        this._socket?.status === 'connected' ? 'live' : 'reconnecting'
      );
    } catch (reason) {
      if (turn !== this._turn) {
        return;
      }
      const signedOut = reason instanceof RequestError && reason.signedOut;
      this._setStatus(signedOut ? 'signed-out' : 'reconnecting');
    }
  }

  private async _askForDoors(): Promise<IDoor[]> {
    const [running, knocking] = await Promise.all([
      this.api.pads({ status: ['in_progress'], kind: ['live'] }, '', DOORS),
      this.api.pads({ knocking: true }, '', DOORS)
    ]);
    const doors = new Map<string, IDoor>(
      [...running.items, ...knocking.items].map(pad => [pad.id, pad])
    );
    // Where somebody was declined, they can be let in yet.
    const others = (this._doors ?? []).filter(({ id }) => !doors.has(id));
    for (const { id } of others) {
      try {
        const pad = await this.api.pad(id);
        if (!isFinished(pad)) {
          doors.set(id, pad);
        }
      } catch (reason) {
        if (!(reason instanceof RequestError) || reason.status !== 404) {
          throw reason;
        }
      }
    }
    return [...doors.values()];
  }

  private _onEvent(event: HostEvent): void {
    switch (event.type) {
      case 'pads':
        void this.refresh();
        this._padsChanged.emit();
        break;
      case 'pad':
        this._onPad(event.pad);
        this._padsChanged.emit();
        break;
      case 'deleted':
        this._putDoor(event.pad_id, null);
        this._padsChanged.emit();
        break;
      case 'questions':
        this._questionsChanged.emit();
        break;
      case 'team':
        this._teamChanged.emit();
        break;
      case 'templates':
        this._templatesChanged.emit();
        break;
      case 'settings':
        this._settingsChanged.emit();
        break;
      case 'comments':
        this._commentsChanged.emit(event.pad_id);
        break;
      case 'admission':
        this._admissionChanged.emit({
          padId: event.pad_id,
          admission: event.admission
        });
        break;
    }
  }

  private _onPad(pad: IDoor): void {
    const matters =
      pad.knocking > 0 ||
      (pad.kind === 'live' && pad.state === 'in_progress') ||
      this._doors?.some(({ id }) => id === pad.id);
    this._putDoor(pad.id, matters && !isFinished(pad) ? pad : null);
  }

  private _putDoor(id: string, door: IDoor | null): void {
    this._news.set(id, door);
    this._setDoors([
      ...(this._doors ?? []).filter(known => known.id !== id),
      ...(door ? [door] : [])
    ]);
  }

  private _setDoors(doors: ReadonlyArray<IDoor>): void {
    this._doors = doors;
    this._changed.emit();
  }

  private _setStatus(status: PadsStatus): void {
    if (status !== this._status) {
      this._status = status;
      this._changed.emit();
    }
  }

  private _socket: EventSocket<HostEvent> | null = null;
  private _doors: ReadonlyArray<IDoor> | null = null;
  private _me: IMember | null = null;
  private _status: PadsStatus = 'loading';
  private _turn = 0;
  private _news = new Map<string, IDoor | null>();
  private _changed = new Signal<this, void>(this);
  private _padsChanged = new Signal<this, void>(this);
  private _questionsChanged = new Signal<this, void>(this);
  private _teamChanged = new Signal<this, void>(this);
  private _templatesChanged = new Signal<this, void>(this);
  private _settingsChanged = new Signal<this, void>(this);
  private _commentsChanged = new Signal<this, string>(this);
  private _admissionChanged = new Signal<this, IPads.IAdmissionChange>(this);
}
