import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';

import { IShownTasks } from '../tokens';

/**
 * Opens the documents of the task that is worked on, the first in front. Those of other tasks
 * stay open, and can be closed.
 */
export const taskDocuments: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:task-documents',
  description: 'Opens the documents of the task that is worked on.',
  autoStart: true,
  requires: [ILabShell, IDocumentManager, IShownTasks],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    docManager: IDocumentManager,
    tasks: IShownTasks
  ) => {
    let shown: string | null = null;
    let opened: ReadonlyArray<string> = [];
    const open = async (id: string, paths: ReadonlyArray<string>) => {
      for (const path of opened) {
        const widget = docManager.findWidget(path);
        if (widget) {
          widget.title.closable = true;
        }
      }
      opened = paths;
      let front: string | null = null;
      for (const path of paths) {
        // Somebody may have renamed it: then it is found among the files.
        const there = await app.serviceManager.contents
          .get(path, { content: false })
          .then(
            () => true,
            () => false
          );
        if (!there) {
          continue;
        }
        if (shown !== id) {
          return;
        }
        const widget = docManager.openOrReveal(path, 'default', undefined, {
          activate: false
        });
        if (widget) {
          widget.title.closable = false;
          front ??= widget.id;
        }
      }
      if (front && shown === id) {
        shell.activateById(front);
      }
    };
    const update = () => {
      const { current } = tasks;
      if (current && current.id !== shown) {
        shown = current.id;
        void open(current.id, current.documents);
      }
    };
    void app.restored.then(() => {
      tasks.changed.connect(update);
      update();
    });
  }
};
