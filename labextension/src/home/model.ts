import { ISignal, Signal } from '@lumino/signaling';

import { EventSocket } from '../services/eventsocket';
import { HostApi } from '../services/hostapi';
import { RequestError } from '../services/request';
import {
  AdmissionAction,
  HostEvent,
  IAdmission,
  ILanguage,
  IMember,
  INewPad,
  IPad
} from '../services/types';
import { IPads, PadsStatus } from '../tokens';

/**
 * The pads of the signed-in member, kept up to date by the control plane's events.
 */
export class PadsModel implements IPads {
  constructor(readonly api: HostApi) {}

  get pads(): ReadonlyArray<IPad> | null {
    return this._pads;
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

  get questionsChanged(): ISignal<this, void> {
    return this._questionsChanged;
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
      } else if (status === 'reconnecting' && this._status === 'live') {
        this._setStatus('reconnecting');
      }
    });
    socket.failed.connect(() => {
      // A socket does not say why it failed; a request does.
      void this.refresh();
    });
  }

  /**
   * Ask for everything anew.
   */
  async refresh(): Promise<void> {
    const turn = ++this._turn;
    this._news.clear();
    try {
      const [me, pads] = await Promise.all([
        this._me ?? this.api.me(),
        this.api.pads()
      ]);
      if (turn !== this._turn) {
        return;
      }
      this._me = me;
      // What arrived in the meantime is newer than this answer.
      this._setPads(pads.map(pad => this._news.get(pad.id) ?? pad));
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

  languages(): Promise<ILanguage[]> {
    return this.api.languages();
  }

  async create(pad: INewPad): Promise<IPad> {
    const created = await this.api.create(pad);
    this._put(created);
    return created;
  }

  async end(id: string): Promise<void> {
    this._put(await this.api.end(id));
  }

  async reopen(id: string): Promise<void> {
    this._put(await this.api.reopen(id));
  }

  admissions(id: string): Promise<IAdmission[]> {
    return this.api.admissions(id);
  }

  decide(
    id: string,
    admission: string,
    action: AdmissionAction
  ): Promise<IAdmission> {
    return this.api.decide(id, admission, action);
  }

  private _onEvent(event: HostEvent): void {
    switch (event.type) {
      case 'pads':
        void this.refresh();
        break;
      case 'pad':
        this._put(event.pad);
        break;
      case 'questions':
        this._questionsChanged.emit();
        break;
      case 'admission':
        this._admissionChanged.emit({
          padId: event.pad_id,
          admission: event.admission
        });
        break;
    }
  }

  private _put(pad: IPad): void {
    this._news.set(pad.id, pad);
    this._setPads([
      ...(this._pads ?? []).filter(known => known.id !== pad.id),
      pad
    ]);
  }

  private _setPads(pads: IPad[]): void {
    this._pads = pads.sort(
      (a, b) => b.created.localeCompare(a.created) || a.id.localeCompare(b.id)
    );
    this._changed.emit();
  }

  private _setStatus(status: PadsStatus): void {
    if (status !== this._status) {
      this._status = status;
      this._changed.emit();
    }
  }

  private _socket: EventSocket<HostEvent> | null = null;
  private _pads: IPad[] | null = null;
  private _me: IMember | null = null;
  private _status: PadsStatus = 'loading';
  private _turn = 0;
  private _news = new Map<string, IPad>();
  private _changed = new Signal<this, void>(this);
  private _questionsChanged = new Signal<this, void>(this);
  private _admissionChanged = new Signal<this, IPads.IAdmissionChange>(this);
}
