import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IThemeManager } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { addMemberPage } from '../home/memberpage';
import { Page } from '../services/page';
import { IHomePages, IPads } from '../tokens';
import { chartIcon } from './icons';
import { CalibrationPage } from './page';

const calibration: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:calibration',
  description: 'The Calibration page: figures of many interviews.',
  autoStart: true,
  optional: [
    IPads,
    IHomePages,
    IThemeManager,
    ITranslator,
    ILabShell,
    ICommandPalette
  ],
  activate: (
    app: JupyterFrontEnd,
    pads: IPads | null,
    pages: IHomePages | null,
    themes: IThemeManager | null,
    translator: ITranslator | null,
    shell: ILabShell | null,
    palette: ICommandPalette | null
  ) => {
    if (!pads) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const widget = addMemberPage(
      app,
      {
        id: 'calibration',
        label: trans.__('Calibration'),
        rank: 24,
        caption: trans.__('See how questions are rated and how long they take'),
        icon: chartIcon,
        type: 'Calibration',
        create: () =>
          new CalibrationPage({
            settings: app.serviceManager.serverSettings,
            themes,
            trans
          })
      },
      { pads, pages, palette, trans }
    );
    shell?.currentChanged.connect((_, { newValue }) => {
      const shown = widget();
      if (shown && newValue === shown) {
        shown.content.refresh();
      }
    });
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = Page.padId()
  ? []
  : [calibration];

export default plugins;
