import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  Dialog,
  IThemeManager,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Page } from '../../services/page';
import { IPadEvents } from '../../tokens';
import { May } from '../may';
import { IPeople } from '../tokens';
import { Footer } from './footer';
import { isShutOut, leave } from './leave';
import { submit } from './submit';
import { TopBar } from './topbar';

export const topBar: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:top-bar',
  description: 'Which pad this is, who is here, how long already.',
  autoStart: true,
  requires: [ILabShell, IPadEvents, IPeople],
  optional: [ISettingRegistry, IThemeManager, ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    shell: ILabShell,
    events: IPadEvents,
    people: IPeople,
    settings: ISettingRegistry | null,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const readOnly = !May.edit();
    document.body.dataset.interviewMode = 'pad';
    document.body.dataset.interviewReadOnly = String(readOnly);
    const bar = new TopBar({
      events,
      people,
      readOnly,
      settings,
      themes,
      trans
    });
    shell.add(bar, 'top', { rank: 1 });
  }
};

export const footer: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:footer',
  description:
    'That the work is kept, and the way to end the interview or to hand it in.',
  autoStart: true,
  requires: [ILabShell, IPadEvents],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    events: IPadEvents,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const end = async () => {
      const isTakeHome = events.pad?.kind === 'take_home';
      const { button } = await showDialog({
        title: isTakeHome
          ? trans.__('End this take-home?')
          : trans.__('End this interview?'),
        body: isTakeHome
          ? trans.__(
              'It is handed in as it is now, and the candidate has no access any more. It is then ready for review.'
            )
          : trans.__(
              'The candidate leaves the pad at once and code stops running. Everything written here is kept, and you can look at it afterwards.'
            ),
        buttons: [
          Dialog.cancelButton({
            label: isTakeHome
              ? trans.__('Let it go on')
              : trans.__('Continue interview')
          }),
          Dialog.warnButton({
            label: isTakeHome
              ? trans.__('End take-home')
              : trans.__('End interview')
          })
        ],
        // A stray Enter must not be the end.
        defaultButton: 0
      });
      if (!button.accept) {
        return;
      }
      try {
        await events.api.end();
      } catch (error) {
        Notification.error(
          trans.__(
            'It has not ended: %1',
            error instanceof Error ? error.message : String(error)
          ),
          { autoClose: false }
        );
      }
    };
    shell.add(
      new Footer({
        events,
        readOnly: !May.edit(),
        end: May.end() ? () => void end() : null,
        submit: May.submit()
          ? () => void submit(events, app.serviceManager.contents, trans)
          : null,
        trans
      }),
      'bottom',
      { rank: 1 }
    );
  }
};

/**
 * The title of the browser's tab is the pad's, so that it is found among many.
 */
export const tabTitle: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:tab-title',
  description: 'Gives the browser tab the title of the pad.',
  autoStart: true,
  requires: [IPadEvents],
  activate: (_app: JupyterFrontEnd, events: IPadEvents) => {
    const update = () => {
      if (events.pad) {
        document.title = events.pad.title;
      }
    };
    events.padChanged.connect(update);
    update();
  }
};

// Milliseconds between two questions whether one still has a place in the pad.
const PROBE = 3000;

export const leaving: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:leaving',
  description: 'Leaves the page when the pad lets go of this browser.',
  autoStart: true,
  requires: [IPadEvents],
  activate: (_app: JupyterFrontEnd, events: IPadEvents) => {
    let left = false;
    let probe: ReturnType<typeof setTimeout> | undefined;
    const go = () => {
      if (left) {
        return;
      }
      left = true;
      clearTimeout(probe);
      void leave(Page.role(), events.api, {
        toAddress: () => window.location.assign(Page.address()),
        reload: () => window.location.reload()
      });
    };
    const ask = async () => {
      clearTimeout(probe);
      if (left || events.status !== 'reconnecting') {
        return;
      }
      try {
        await events.api.pad();
      } catch (error) {
        if (isShutOut(error)) {
          go();
          return;
        }
      }
      probe = setTimeout(() => void ask(), PROBE);
    };
    events.closing.connect(go);
    events.statusChanged.connect(() => void ask());
  }
};
