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
    for (const [key, shown] of this._shown) {
      if (!waiting.has(key)) {
        this._shown.delete(key);
        Notification.dismiss(shown.id);
      }
    }
    for (const [key, guest] of waiting) {
      const shown = this._shown.get(key);
      if (!shown) {
        const id = Notification.info(
          this._message(guest),
          this._options(guest)
        );
        this._shown.set(key, { id, deciding: guest.deciding });
      } else if (shown.deciding !== guest.deciding) {
        shown.deciding = guest.deciding;
        Notification.update({
          id: shown.id,
          message: this._message(guest),
          ...this._options(guest)
        });
      }
    }
  }

  private _message(guest: IGuest): string {
    return guest.padTitle
      ? this._trans.__(
          '%1 is waiting at “%2”.',
          guest.admission.name,
          guest.padTitle
        )
      : this._trans.__('%1 is waiting to come in.', guest.admission.name);
  }

  private _options(guest: IGuest): Notification.IOptions<null> {
    const decide = (action: AdmissionAction) => (event: MouseEvent) => {
      // It stays until the server has agreed.
      event.preventDefault();
      this._knocks.decide(guest, action).catch(reason => {
        Notification.error(explain(reason, this._trans));
      });
    };
    return {
      autoClose: false,
      actions: guest.deciding
        ? []
        : [
            {
              label: this._trans.__('Admit'),
              caption: this._trans.__('Let %1 in', guest.admission.name),
              displayType: 'accent',
              callback: decide('admit')
            },
            {
              label: this._trans.__('Decline'),
              caption: this._trans.__('Turn %1 away', guest.admission.name),
              callback: decide('decline')
            }
          ]
    };
  }

  private _shown = new Map<string, { id: string; deciding: boolean }>();
}
