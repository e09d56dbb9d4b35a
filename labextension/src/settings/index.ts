import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { settingsIcon } from '@jupyterlab/ui-components';

import { addMemberPage } from '../home/memberpage';
import { Page } from '../services/page';
import { IHomePages, IPads } from '../tokens';
import { SettingsApi } from './api';
import { SettingsModel } from './model';
import { Part, PARTS, SettingsPage } from './page';

const settings: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:organization-settings',
  description: 'The Settings page, for administrators.',
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
    const model = new SettingsModel(
      new SettingsApi(app.serviceManager.serverSettings)
    );
    addMemberPage(
      app,
      {
        id: 'settings',
        label: trans.__('Settings'),
        rank: 40,
        command: trans.__('Interview Settings'),
        caption: trans.__('Decide what counts for all interviews'),
        icon: settingsIcon,
        type: 'Settings',
        create: () => new SettingsPage(model, pads.settingsChanged, trans),
        place: {
          of: page => page.part,
          go: (page, rest) => {
            page.part = PARTS.includes(rest as Part) ? (rest as Part) : '';
          },
          changed: page => page.partChanged
        },
        isFor: me => me.role === 'admin'
      },
      { pads, pages, palette, trans }
    );
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = Page.padId()
  ? []
  : [settings];

export default plugins;
