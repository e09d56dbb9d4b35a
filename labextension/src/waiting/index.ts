import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { doorIcon } from '../icons';
import { Page } from '../services/page';
import { IKnocks, IPadEvents, IPads } from '../tokens';
import { knocksOfPad, knocksOfPads } from './feeds';
import { KnockNotifications } from './notifications';
import { WaitingRoomPanel } from './panel';
import { TitleBadge } from './titlebadge';

const CommandIDs = { show: 'interview:show-waiting-room' };

const knocks: JupyterFrontEndPlugin<IKnocks | null> = {
  id: 'interview-labextension:knocks',
  description: 'Provides who knocks, at the page’s pad or at any pad.',
  autoStart: true,
  provides: IKnocks,
  optional: [IPadEvents, IPads],
  activate: (_app, events: IPadEvents | null, pads: IPads | null) => {
    if (events) {
      return Page.role() === 'interviewer'
        ? knocksOfPad(events, Page.padId())
        : null;
    }
    return pads ? knocksOfPads(pads) : null;
  }
};

const notifications: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:knock-notifications',
  description: 'Says who knocks: notifications, and a count in the tab title.',
  autoStart: true,
  optional: [IKnocks, ITranslator],
  activate: (app, knocks: IKnocks | null, translator: ITranslator | null) => {
    if (!knocks) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('interview_ext');
    new KnockNotifications(
      knocks,
      () => void app.commands.execute(CommandIDs.show),
      trans
    );
    const badge = new TitleBadge();
    const count = () => {
      badge.count = knocks.waiting.length;
    };
    knocks.changed.connect(count);
    count();
  }
};

const panel: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:waiting-room',
  description:
    'The side panel of who waits, who was admitted, who was declined.',
  autoStart: true,
  optional: [IKnocks, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    knocks: IKnocks | null,
    translator: ITranslator | null
  ) => {
    if (!knocks) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const panel = new WaitingRoomPanel(knocks, trans);
    const add = () => {
      if (!panel.isAttached) {
        app.shell.add(panel, 'right', { rank: 100, type: 'Interviews' });
      }
    };
    app.commands.addCommand(CommandIDs.show, {
      label: trans.__('Show the Waiting Room'),
      caption: trans.__('Who waits, who was admitted, who was declined'),
      icon: doorIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => {
        add();
        app.shell.activateById(panel.id);
      }
    });
    if (Page.mode()) {
      add();
      return;
    }
    // An ordinary JupyterLab is not crowded before somebody knocks.
    const onChanged = () => {
      if (knocks.waiting.length) {
        knocks.changed.disconnect(onChanged);
        add();
      }
    };
    knocks.changed.connect(onChanged);
    onChanged();
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  knocks,
  notifications,
  panel
];

export default plugins;
