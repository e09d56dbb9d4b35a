import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';

import { explain } from '../services/explain';
import { AdmissionAction } from '../services/types';
import { IGuest, IKnocks } from '../tokens';
import { keyOf } from './model';

/**
 * One notification for each person who waits, with the decision in it. It goes away as
 * soon as it is decided, wherever that happened.
 */
export class KnockNotifications {
  constructor(
    private _knocks: IKnocks,
    private _trans: TranslationBundle
  ) {
    _knocks.changed.connect(() => this._update());
    this._update();
  }

  private _update(): void {
    const waiting = new Map(
      this._knocks.waiting.map(guest => [
        keyOf(guest.padId, guest.admission.id),
        guest
      ])
    );
    for (const [key, id] of this._shown) {
      if (!waiting.has(key)) {
        this._shown.delete(key);
        Notification.dismiss(id);
      }
    }
    for (const [key, guest] of waiting) {
      if (!this._shown.has(key)) {
        this._shown.set(key, this._show(guest));
      }
    }
  }

  private _show(guest: IGuest): string {
    const trans = this._trans;
    const { padTitle } = guest;
    const { name } = guest.admission;
    const message = padTitle
      ? trans.__('%1 is waiting at “%2”.', name, padTitle)
      : trans.__('%1 is waiting to come in.', name);
    const decide = (action: AdmissionAction) => (event: MouseEvent) => {
      // It stays until the server has agreed.
      event.preventDefault();
      this._knocks.decide(guest, action).catch(reason => {
        Notification.error(explain(reason, trans), { autoClose: false });
      });
    };
    return Notification.info(message, {
      autoClose: false,
      actions: [
        {
          label: trans.__('Admit'),
          caption: trans.__('Let %1 in', name),
          displayType: 'accent',
          callback: decide('admit')
        },
        {
          label: trans.__('Decline'),
          caption: trans.__('Turn %1 away', name),
          callback: decide('decline')
        }
      ]
    });
  }

  private _shown = new Map<string, string>();
}
