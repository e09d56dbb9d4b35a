import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { usersIcon } from '@jupyterlab/ui-components';

import { Page } from '../services/page';
import { IHomePages, IPads } from '../tokens';
import { TeamApi } from './api';
import { TeamModel } from './model';
import { TeamPage } from './page';

const CommandIDs = {
  open: 'interview:open-team'
};

// The page's name in the address.
const PAGE = 'team';

const team: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:team',
  description: 'The Team page: people, teams, one’s own account.',
  autoStart: true,
  optional: [IPads, IHomePages, ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    pads: IPads | null,
    pages: IHomePages | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ) => {
    if (!pads) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const model = new TeamModel(new TeamApi(app.serviceManager.serverSettings));
    let widget: MainAreaWidget<TeamPage> | null = null;

    const open = () => {
      if (!widget || widget.isDisposed) {
        const stale = pads.teamChanged;
        const content = new TeamPage({ model, pads, stale, trans });
        widget = new MainAreaWidget({ content });
        widget.id = 'interview-team-main';
        widget.title.closable = pages === null;
        widget.toolbar.hide();
      }
      if (!widget.isAttached) {
        app.shell.add(widget, 'main', { type: 'Team' });
      }
      app.shell.activateById(widget.id);
      pages?.here(PAGE);
    };

    app.commands.addCommand(CommandIDs.open, {
      label: trans.__('Team'),
      caption: trans.__('People, teams and your own account'),
      icon: usersIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: open
    });
    if (pages) {
      pages.add({ id: PAGE, label: trans.__('Team'), rank: 30, open });
      return;
    }
    const offer = () => {
      if (pads.me) {
        pads.changed.disconnect(offer);
        const category = trans.__('Interviews');
        palette?.addItem({ command: CommandIDs.open, category });
      }
    };
    pads.changed.connect(offer);
    offer();
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = Page.padId() ? [] : [team];

export default plugins;
