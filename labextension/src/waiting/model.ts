import { ISignal, Signal } from '@lumino/signaling';

import { AdmissionAction, IAdmission } from '../services/types';
import { IGuest, IKnocks } from '../tokens';

/**
 * Who knocks, fed by whatever hears about it and asking whoever may decide.
 */
export class KnocksModel implements IKnocks {
  /**
   * @param decide - Tells the server of a decision; throws `RequestError`.
   */
  constructor(
    private _decide: (
      padId: string,
      admissionId: string,
      action: AdmissionAction
    ) => Promise<IAdmission>
  ) {}

  get guests(): ReadonlyArray<IGuest> {
    return this._guests;
  }

  get waiting(): ReadonlyArray<IGuest> {
    return this._guests.filter(guest => guest.admission.state === 'knocking');
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Everybody at a pad, as its server says now.
   */
  replace(
    padId: string,
    padTitle: string,
    admissions: ReadonlyArray<IAdmission>
  ): void {
    this._set([
      ...this._guests.filter(guest => guest.padId !== padId),
      ...admissions.map(admission => this._guest(padId, padTitle, admission))
    ]);
  }

  /**
   * News of one person.
   */
  update(padId: string, padTitle: string, admission: IAdmission): void {
    this._set([
      ...this._guests.filter(
        guest => guest.padId !== padId || guest.admission.id !== admission.id
      ),
      this._guest(padId, padTitle, admission)
    ]);
  }

  /**
   * Drop what is known of every pad but these.
   */
  keep(padIds: ReadonlySet<string>): void {
    this._set(this._guests.filter(guest => padIds.has(guest.padId)));
  }

  async decide(guest: IGuest, action: AdmissionAction): Promise<void> {
    const key = keyOf(guest.padId, guest.admission.id);
    if (this._deciding.has(key)) {
      return;
    }
    this._mark(key, true);
    try {
      const admission = await this._decide(
        guest.padId,
        guest.admission.id,
        action
      );
      this._deciding.delete(key);
      this.update(guest.padId, guest.padTitle, admission);
    } finally {
      this._mark(key, false);
    }
  }

  private _guest(
    padId: string,
    padTitle: string,
    admission: IAdmission
  ): IGuest {
    const deciding = this._deciding.has(keyOf(padId, admission.id));
    return { padId, padTitle, admission, deciding };
  }

  private _mark(key: string, deciding: boolean): void {
    if (deciding) {
      this._deciding.add(key);
    } else {
      this._deciding.delete(key);
    }
    this._set(
      this._guests.map(guest =>
        keyOf(guest.padId, guest.admission.id) === key
          ? { ...guest, deciding }
          : guest
      )
    );
  }

  private _set(guests: IGuest[]): void {
    guests.sort(
      (a, b) =>
        (a.admission.knocked ?? '').localeCompare(b.admission.knocked ?? '') ||
        a.admission.id.localeCompare(b.admission.id)
    );
    if (JSON.stringify(guests) !== JSON.stringify(this._guests)) {
      this._guests = guests;
      this._changed.emit();
    }
  }

  private _guests: IGuest[] = [];
  private _deciding = new Set<string>();
  private _changed = new Signal<this, void>(this);
}

/**
 * So many who wait are told of one by one; of more, one would not see the page any more.
 */
const APART = 2;

/**
 * Who is told of by themselves: everybody, or nobody where they are too many. Pure.
 */
export function toldApart(
  waiting: ReadonlyArray<IGuest>
): ReadonlyArray<IGuest> {
  return waiting.length > APART ? [] : waiting;
}

/**
 * What tells a guest from every other.
 */
export function keyOf(padId: string, admissionId: string): string {
  return `${padId}/${admissionId}`;
}
