import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { explain } from '../services/explain';
import { PlaybackApi } from './api';
import { clockTime } from './engine/clock';
import { IPlayer } from './tokens';

/**
 * The question how to go on from a moment.
 */
class BranchBody extends Widget implements Dialog.IBodyWidget<boolean> {
  constructor(trans: TranslationBundle) {
    super();
    const words = document.createElement('p');
    words.textContent = trans.__(
      'A new pad opens with the documents as they were at this moment. This interview and its recording stay as they are.'
    );
    const label = document.createElement('label');
    label.className = 'interview-Branch-rerun';
    this._rerun = document.createElement('input');
    this._rerun.type = 'checkbox';
    this._rerun.checked = true;
    const text = document.createElement('span');
    text.textContent = trans.__(
      'Run the cells again that had been run, so that variables are there'
    );
    label.append(this._rerun, text);
    this.node.append(words, label);
  }

  getValue(): boolean {
    return this._rerun.checked;
  }

  private _rerun: HTMLInputElement;
}

/**
 * Ask how, then open a pad of the present moment.
 */
export async function branch(
  player: IPlayer,
  api: PlaybackApi,
  trans: TranslationBundle
): Promise<void> {
  player.pause();
  const time = Math.round(player.time);
  const { button, value } = await showDialog<boolean>({
    title: trans.__(
      'Go on from %1?',
      clockTime(time, player.manifest.duration)
    ),
    body: new BranchBody(trans),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Open a pad from here') })
    ]
  });
  if (!button.accept) {
    return;
  }
  try {
    const { url } = await api.branch(time, value ?? false);
    const address = new URL(url, document.baseURI).href;
    if (!window.open(address, '_blank')) {
      Notification.success(trans.__('The new pad is there.'), {
        autoClose: false,
        actions: [
          {
            label: trans.__('Open'),
            callback: () => window.location.assign(address)
          }
        ]
      });
    }
  } catch (error) {
    Notification.error(explain(error, trans), { autoClose: false });
  }
}
