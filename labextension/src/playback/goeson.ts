import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Page } from '../services/page';
import { IPlayback } from './tokens';

/**
 * What is played back may be reopened meanwhile. Nobody is taken away from what they look at: a
 * button leads into the pad.
 */
export const goesOn: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:playback-goes-on',
  description: 'Says that the interview was reopened, and leads into it.',
  autoStart: true,
  requires: [IPlayback],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    { review }: IPlayback,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    let shown = '';
    const say = () => {
      const pad = review?.pad;
      const goesOn = pad?.state === 'in_progress';
      if (!pad || goesOn === (shown !== '')) {
        return;
      }
      if (shown) {
        Notification.dismiss(shown);
        shown = '';
        return;
      }
      shown = Notification.info(
        trans.__('This interview was reopened and goes on.'),
        {
          autoClose: false,
          actions: [
            {
              label: trans.__('Open again'),
              displayType: 'accent',
              callback: () => window.location.assign(Page.address())
            }
          ]
        }
      );
    };
    review?.changed.connect(say);
    say();
  }
};
