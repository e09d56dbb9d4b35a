import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { settingsIcon } from '@jupyterlab/ui-components';

import { Page } from '../services/page';
import { IHomePages, IPads } from '../tokens';
import { SettingsApi } from './api';
import { SettingsModel } from './model';
import { Part, PARTS, SettingsPage } from './page';

const CommandIDs = {
  open: 'interview:open-settings'
};

// The page's name in the address.
const PAGE = 'settings';

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
    let widget: MainAreaWidget<SettingsPage> | null = null;

    const open = (part?: string) => {
      if (!widget || widget.isDisposed) {
        const content = new SettingsPage(model, pads.settingsChanged, trans);
        widget = new MainAreaWidget({ content });
        widget.id = 'interview-settings-main';
        widget.title.closable = pages === null;
        widget.toolbar.hide();
        content.partChanged.connect(() => {
          if (content.isVisible) {
            pages?.here(PAGE, content.part);
          }
        });
      }
      const { content } = widget;
      if (part !== undefined) {
        content.part = PARTS.includes(part as Part) ? (part as Part) : '';
      }
      if (!widget.isAttached) {
        app.shell.add(widget, 'main', { type: 'Settings' });
      }
      app.shell.activateById(widget.id);
      pages?.here(PAGE, content.part);
    };

    app.commands.addCommand(CommandIDs.open, {
      label: trans.__('Interview Settings'),
      caption: trans.__('Decide what counts for all interviews'),
      icon: settingsIcon,
      isVisible: () => pads.me?.role === 'admin',
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => open()
    });

    // There is such a page for administrators only; who somebody is, the server says first.
    const offer = () => {
      if (!pads.me) {
        return;
      }
      pads.changed.disconnect(offer);
      if (pads.me.role !== 'admin') {
        return;
      }
      if (pages) {
        pages.add({
          id: PAGE,
          label: trans.__('Settings'),
          rank: 40,
          open: rest => open(rest)
        });
      } else {
        palette?.addItem({
          command: CommandIDs.open,
          category: trans.__('Interviews')
        });
      }
    };
    pads.changed.connect(offer);
    offer();
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = Page.padId()
  ? []
  : [settings];

export default plugins;
