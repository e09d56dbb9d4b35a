import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';

import { explain } from '../services/explain';
import { AdmissionAction } from '../services/types';
import { IGuest, IKnocks } from '../tokens';
import { keyOf, toldApart } from './model';

/**
 * A notification for each person who waits, with the decision in it; it goes away as soon as it is
 * decided, wherever that happened. Where more wait than are told apart, one says how many.
 */
export class KnockNotifications {
  constructor(
    private _knocks: IKnocks,
    private _showAll: () => void,
    private _trans: TranslationBundle
  ) {
    _knocks.changed.connect(() => this._update());
    this._update();
  }

  private _update(): void {
    const everybody = this._knocks.waiting;
    const waiting = new Map(
      toldApart(everybody).map(guest => [
        keyOf(guest.padId, guest.admission.id),
        guest
      ])
    );
    this._count(everybody.length - waiting.size);
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

  /**
   * @param count - How many wait that are not told apart.
   */
  private _count(count: number): void {
    const trans = this._trans;
    if (count === this._counted) {
      return;
    }
    this._counted = count;
    if (this._together && !count) {
      Notification.dismiss(this._together);
      this._together = '';
    } else if (count) {
      const options = {
        autoClose: false as const,
        actions: [
          {
            label: trans.__('Show'),
            caption: trans.__('Show the Waiting Room'),
            displayType: 'accent' as const,
            callback: (event: MouseEvent) => {
              // It stays as long as they wait.
              event.preventDefault();
              this._showAll();
            }
          }
        ]
      };
      const message = trans.__('%1 people are waiting to come in.', count);
      if (this._together) {
        Notification.update({ id: this._together, message, ...options });
      } else {
        this._together = Notification.info(message, options);
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
  private _together = '';
  private _counted = 0;
}
