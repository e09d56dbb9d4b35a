import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  IThemeManager,
  MainAreaWidget
} from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Page } from '../services/page';
import { IHomePages, IPads } from '../tokens';
import { chartIcon } from './icons';
import { CalibrationPage } from './page';

const CommandIDs = {
  open: 'interview:open-calibration'
};

// The page's name in the address.
const PAGE = 'calibration';

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
    let widget: MainAreaWidget<CalibrationPage> | null = null;

    const open = () => {
      if (!widget || widget.isDisposed) {
        const content = new CalibrationPage({
          settings: app.serviceManager.serverSettings,
          themes,
          trans
        });
        widget = new MainAreaWidget({ content });
        widget.id = 'interview-calibration-main';
        widget.title.closable = pages === null;
        widget.toolbar.hide();
      }
      if (!widget.isAttached) {
        app.shell.add(widget, 'main', { type: 'Calibration' });
      }
      app.shell.activateById(widget.id);
      pages?.here(PAGE);
    };
    shell?.currentChanged.connect((_, { newValue }) => {
      if (widget && newValue === widget) {
        widget.content.refresh();
      }
    });

    app.commands.addCommand(CommandIDs.open, {
      label: trans.__('Calibration'),
      caption: trans.__('See how questions are rated and how long they take'),
      icon: chartIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: open
    });
    if (pages) {
      pages.add({ id: PAGE, label: trans.__('Calibration'), rank: 24, open });
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

const plugins: JupyterFrontEndPlugin<unknown>[] = Page.padId()
  ? []
  : [calibration];

export default plugins;
