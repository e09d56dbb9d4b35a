import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { addMemberPage } from '../home/memberpage';
import { QuestionApi } from '../questions/api';
import { hostEvents, hostSettings } from '../services/host';
import { Page } from '../services/page';
import { IHomePages, IPads } from '../tokens';
import { TemplateApi } from './api';
import { planIcon, templatesIcon } from './icons';
import { TemplatesPage } from './page';
import { PlanModel } from './planmodel';
import { PlanPanel } from './planpanel';
import { Unsaved } from './unsaved';

const CommandIDs = {
  next: 'interview:plan-next'
};

// Nothing else on a pad's page listens to them, in the code editor neither.
const NEXT_KEYS = ['Alt Shift P'];

const templates: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:templates',
  description: 'The Templates page: interviews that are prepared once.',
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
    const settings = app.serviceManager.serverSettings;
    // Also while the page is closed.
    const unsaved = new Unsaved();
    addMemberPage(
      app,
      {
        id: 'templates',
        label: trans.__('Templates'),
        rank: 22,
        command: trans.__('Interview Templates'),
        caption: trans.__('Prepare interviews for many candidates'),
        icon: templatesIcon,
        type: 'Templates',
        create: () =>
          new TemplatesPage({
            api: new TemplateApi(settings),
            questions: new QuestionApi(settings),
            pads,
            unsaved,
            trans
          }),
        place: {
          of: page => page.opened,
          go: (page, rest) => {
            page.opened = decodeURIComponent(rest);
          },
          changed: page => page.openedChanged
        }
      },
      { pads, pages, palette, trans }
    );
  }
};

/**
 * There is such a panel for interviewers alone, and only where the pad has a plan.
 */
const plan: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:plan',
  description: 'The side panel with the plan of the interview and its clock.',
  autoStart: true,
  requires: [ILabShell, IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null
  ) => {
    if (Page.role() !== 'interviewer' || Page.readOnly()) {
      return;
    }
    const settings = hostSettings();
    const events = hostEvents();
    if (!settings || !events) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const model = new PlanModel(settings, Page.padId(), events);
    const offer = () => {
      if (!model.plan?.parts.length) {
        return;
      }
      model.changed.disconnect(offer);
      app.commands.addCommand(CommandIDs.next, {
        label: trans.__('Go on in the Plan'),
        describedBy: { args: { type: 'object', properties: {} } },
        execute: () =>
          model
            .next()
            .catch(reason => console.warn('The plan did not go on.', reason))
      });
      app.commands.addKeyBinding({
        command: CommandIDs.next,
        keys: NEXT_KEYS,
        selector: 'body'
      });
      const panel = new PlanPanel({
        model,
        rendermime,
        keys: CommandRegistry.formatKeystroke(NEXT_KEYS),
        trans
      });
      panel.id = 'interview-plan';
      panel.title.icon = planIcon;
      panel.title.caption = trans.__('Plan');
      shell.add(panel, 'left', { rank: 1, type: 'Plan' });
    };
    model.changed.connect(offer);
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] =
  Page.mode() === 'pad' ? [plan] : Page.padId() ? [] : [templates];

export default plugins;
