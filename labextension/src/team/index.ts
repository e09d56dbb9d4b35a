import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { usersIcon } from '@jupyterlab/ui-components';

import { addMemberPage } from '../home/memberpage';
import { Page } from '../services/page';
import { IHomePages, IPads } from '../tokens';
import { TeamApi } from './api';
import { TeamModel } from './model';
import { TeamPage } from './page';

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
    addMemberPage(
      app,
      {
        id: 'team',
        label: trans.__('Team'),
        rank: 30,
        caption: trans.__('People, teams and your own account'),
        icon: usersIcon,
        type: 'Team',
        create: () =>
          new TeamPage({ model, pads, stale: pads.teamChanged, trans })
      },
      { pads, pages, palette, trans }
    );
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = Page.padId() ? [] : [team];

export default plugins;
