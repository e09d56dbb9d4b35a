import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  IThemeManager,
  MainAreaWidget,
  WidgetTracker
} from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { interviewIcon } from '../icons';
import { editorNames } from '../pad/layout/editors';
import { connectionLost } from '../pad/standins/dialogs';
import { rendermime } from '../pad/standins/rendermime';
import { settingRegistry } from '../pad/standins/settingregistry';
import { settings } from '../pad/standins/settings';
import { QuestionApi } from '../questions/api';
import { IQuestion } from '../questions/types';
import { HostApi } from '../services/hostapi';
import { Page } from '../services/page';
import { IHomePages, IKnocks, IPads } from '../tokens';
import { PadsModel } from './model';
import { HomePages } from './pages';
import { PadsPage } from './page';
import { TopBar } from './topbar';

const CommandIDs = {
  open: 'interview:open-home',
  newPad: 'interview:new-pad'
};

const pads: JupyterFrontEndPlugin<IPads | null> = {
  id: 'interview-labextension:pads',
  description: 'Provides what the control plane says to the signed-in member.',
  autoStart: true,
  provides: IPads,
  activate: app => {
    // Inside a pad there is no control plane to ask.
    if (Page.padId()) {
      return null;
    }
    const model = new PadsModel(new HostApi(app.serviceManager.serverSettings));
    if (Page.mode() === 'home') {
      model.start();
    } else {
      // An ordinary server may know nothing of interviews: then nobody listens.
      model.api.me().then(
        () => model.start(),
        reason => console.debug('No interviews on this server.', reason)
      );
    }
    return model;
  }
};

// The page's name in the address.
const PAGE = 'interviews';

const pages: JupyterFrontEndPlugin<IHomePages> = {
  id: 'interview-labextension:home-pages',
  description: 'Provides the pages that members go between.',
  autoStart: true,
  provides: IHomePages,
  optional: [ILabShell],
  activate: (app: JupyterFrontEnd, labShell: ILabShell | null) => {
    const pages = new HomePages();
    pages.changed.connect(() => {
      const page = pages.pages.find(({ id }) => id === pages.current);
      document.title = page?.label ?? document.title;
    });
    // JupyterLab's own address of what is in front has no fragment.
    labShell?.currentPathChanged.connect(() => {
      queueMicrotask(() => pages.keep());
    });
    void app.restored.then(() => {
      labShell?.updateConfig({ dockPanelPadding: false });
      labShell?.collapseLeft();
      pages.start();
    });
    return pages;
  }
};

const home: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:home',
  description: 'The Pads page.',
  autoStart: true,
  optional: [
    IPads,
    IKnocks,
    IHomePages,
    ITranslator,
    ICommandPalette,
    ILauncher
  ],
  activate: (
    app: JupyterFrontEnd,
    pads: IPads | null,
    knocks: IKnocks | null,
    pages: IHomePages | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null
  ) => {
    if (!pads) {
      return;
    }
    translator = translator ?? nullTranslator;
    const trans = translator.load('interview_ext');
    const questions = new QuestionApi(app.serviceManager.serverSettings);
    const tracker = new WidgetTracker<MainAreaWidget<PadsPage>>({
      namespace: 'interview-home'
    });

    const open = async (address = '') => {
      let widget = tracker.currentWidget;
      if (!widget) {
        const content = new PadsPage(pads, knocks, questions, translator);
        widget = new MainAreaWidget({ content });
        widget.id = 'interview-home-main';
        widget.title.closable = pages === null;
        widget.toolbar.hide();
        content.addressChanged.connect(() => {
          if (content.isVisible) {
            pages?.here(PAGE, content.address);
          }
        });
        await tracker.add(widget);
      }
      if (address) {
        widget.content.address = address;
      }
      if (!widget.isAttached) {
        app.shell.add(widget, 'main', { type: 'Interviews' });
      }
      app.shell.activateById(widget.id);
      pages?.here(PAGE, widget.content.address);
      return widget;
    };

    app.commands.addCommand(CommandIDs.open, {
      label: trans.__('Pads'),
      caption: trans.__('Make, open, end and review pads'),
      icon: interviewIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => open()
    });
    app.commands.addCommand(CommandIDs.newPad, {
      label: trans.__('New Pad'),
      caption: trans.__('Make a pad for an interview'),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            question: {
              type: 'object',
              description: 'A question of the bank that the pad begins with'
            }
          }
        }
      },
      execute: async args => {
        const widget = await open();
        await widget.revealed;
        widget.content.askForNewPad(
          (args.question as unknown as IQuestion | undefined) ?? null
        );
      }
    });
    if (pages) {
      pages.add({
        id: PAGE,
        label: trans.__('Pads'),
        rank: 10,
        open: address => void open(address)
      });
      return;
    }
    const offer = () => {
      if (pads.me) {
        pads.changed.disconnect(offer);
        const category = trans.__('Interviews');
        palette?.addItem({ command: CommandIDs.open, category });
        palette?.addItem({ command: CommandIDs.newPad, category });
        launcher?.add({
          command: CommandIDs.open,
          category: trans.__('Other'),
          rank: 10
        });
      }
    };
    pads.changed.connect(offer);
    offer();
  }
};

const topBar: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:home-top-bar',
  description: 'What this is, who you are, the way out.',
  autoStart: true,
  optional: [IPads, IHomePages, ISettingRegistry, IThemeManager, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    pads: IPads | null,
    pages: IHomePages | null,
    settings: ISettingRegistry | null,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ) => {
    if (pads && pages) {
      document.body.dataset.interviewMode = 'home';
      const trans = (translator ?? nullTranslator).load('interview_ext');
      const bar = new TopBar({ pads, pages, settings, themes, trans });
      app.shell.add(bar, 'top', { rank: 0 });
    }
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] =
  Page.mode() === 'home'
    ? [
        pads,
        pages,
        home,
        topBar,
        connectionLost,
        editorNames,
        rendermime,
        settingRegistry,
        settings
      ]
    : [pads, home];

export default plugins;
