import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { URLExt } from '@jupyterlab/coreutils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ElsewherePanel } from '../../components/elsewhere';
import { hostEvents, hostSettings } from '../../services/host';
import { Page } from '../../services/page';
import { IPadEvents } from '../../tokens';
import { tasksIcon } from '../frame/icons';
import { IPadDocument, IShownTasks } from '../tokens';
import { TasksModel } from './model';
import { TasksPanel } from './panel';
import { ShownTasks } from './shown';

export { taskDocuments } from './documents';

export const shownTasks: JupyterFrontEndPlugin<IShownTasks> = {
  id: 'interview-labextension:shown-tasks',
  description: 'Provides what everybody sees of the tasks of the pad.',
  autoStart: true,
  provides: IShownTasks,
  requires: [IPadDocument],
  activate: (_app: JupyterFrontEnd, document: IPadDocument) =>
    new ShownTasks(document.doc)
};

/**
 * The interviewer's tasks. It speaks to the host with the member's own sign-in: the pad's server
 * knows nothing of what is private or not opened yet.
 */
export const tasksPanel: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:tasks',
  description: 'The side panel in which interviewers choose and open tasks.',
  autoStart: true,
  requires: [ILabShell, IPadEvents, IShownTasks, IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    events: IPadEvents,
    shown: IShownTasks,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null
  ) => {
    if (Page.role() !== 'interviewer' || Page.readOnly() || !Page.hostUrl()) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const host = hostSettings();
    const socket = hostEvents();
    const panel =
      host && socket
        ? new TasksPanel({
            model: new TasksModel(host, Page.padId(), socket),
            rendermime,
            trans
          })
        : new ElsewherePanel({
            title: trans.__('Tasks'),
            words: trans.__(
              'Choose and open tasks on the Questions page; they appear here at once.'
            ),
            url: URLExt.join(Page.hostUrl(), 'interview'),
            trans
          });
    panel.id = 'interview-tasks';
    panel.title.icon = tasksIcon;
    panel.title.caption = trans.__('Tasks');
    shell.add(panel, 'left', { rank: 0, type: 'Tasks' });
    void app.restored.then(() => {
      // Who has nothing to read yet is about to choose.
      const settle = () => {
        events.padChanged.disconnect(settle);
        if (!events.pad?.instructions.trim() && !shown.current) {
          shell.activateById(panel.id);
        }
      };
      if (events.pad) {
        settle();
      } else {
        events.padChanged.connect(settle);
      }
    });
  }
};
