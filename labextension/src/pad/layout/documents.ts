import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';

import { IPadInfo } from '../../services/types';
import { IPadEvents } from '../../tokens';

/**
 * Opens the documents of the pad, the first of them in front. They cannot be closed, so that
 * nobody has to look for them.
 */
export const documents: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:documents',
  description: 'Opens the documents of the pad.',
  autoStart: true,
  requires: [ILabShell, IDocumentManager, IPadEvents],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    docManager: IDocumentManager,
    events: IPadEvents
  ) => {
    const opened = new Set<string>();
    const open = (pad: IPadInfo) => {
      const first = opened.size === 0;
      for (const { path } of pad.documents) {
        if (opened.has(path)) {
          continue;
        }
        opened.add(path);
        const widget = docManager.openOrReveal(path, 'default', undefined, {
          activate: false
        });
        if (widget) {
          widget.title.closable = false;
        }
      }
      const [front] = pad.documents;
      const widget = front && docManager.findWidget(front.path);
      if (first && widget) {
        shell.activateById(widget.id);
      }
    };
    void app.restored.then(() => {
      if (shell.isEmpty('right')) {
        // An area that never held anything keeps its room until it is told otherwise.
        shell.collapseRight();
      }
      if (events.pad) {
        open(events.pad);
      }
      events.padChanged.connect((_, pad) => open(pad));
    });
  }
};
