import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISessionContext } from '@jupyterlab/apputils';
import { IDocumentWidget } from '@jupyterlab/docregistry';
import { FileEditor, IEditorTracker } from '@jupyterlab/fileeditor';
import {
  INotebookCellExecutor,
  INotebookTracker,
  NotebookPanel
} from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PathExt } from '@jupyterlab/coreutils';
import { Widget } from '@lumino/widgets';

import { IPadEvents } from '../../tokens';
import { May } from '../may';
import { IPadDocument, IRuns } from '../tokens';
import { ServerCellExecutor } from './executor';
import { RunnableFile } from './files';
import { Runs } from './model';
import { IRunContext, IRunnable, RunnableNotebook } from './notebooks';

export const runs: JupyterFrontEndPlugin<IRuns> = {
  id: 'interview-labextension:runs',
  description: 'Provides what runs in the pad.',
  autoStart: true,
  provides: IRuns,
  requires: [IPadDocument, IPadEvents],
  activate: (
    _app: JupyterFrontEnd,
    document: IPadDocument,
    events: IPadEvents
  ) => new Runs(document.doc, events.api)
};

export const cellExecutor: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'interview-labextension:cell-executor',
  description: 'Provides the way cells run: on the server, for everybody.',
  autoStart: true,
  provides: INotebookCellExecutor,
  requires: [IRuns],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    runs: IRuns,
    translator: ITranslator | null
  ) =>
    new ServerCellExecutor(
      runs,
      (translator ?? nullTranslator).load('interview_ext')
    )
};

/**
 * What can be run in a widget, if anything can.
 */
const runnables = new WeakMap<Widget, IRunnable>();

/**
 * Keep a document from joining its kernel's session: the run service speaks with the kernel,
 * and a document that listens as well reacts to a restart with dialogs and edits of its own.
 */
function keepAlone(session: ISessionContext): void {
  session.kernelPreference = {
    ...session.kernelPreference,
    canStart: false,
    shouldReuse: false,
    shouldStart: false,
    shutdownOnDispose: false
  };
}

function runContext(
  runs: IRuns,
  events: IPadEvents,
  translator: ITranslator | null
): IRunContext {
  translator ??= nullTranslator;
  return {
    runs,
    now: () => Date.now() + events.clockSkew,
    me: () => events.pad?.me.id ?? null,
    translator,
    trans: translator.load('interview_ext')
  };
}

export const notebookRuns: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:notebook-runs',
  description: 'Runs in notebooks: toolbar, marks at the cells, input.',
  autoStart: true,
  requires: [INotebookTracker, IRuns, IPadEvents],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    tracker: INotebookTracker,
    runs: IRuns,
    events: IPadEvents,
    translator: ITranslator | null
  ) => {
    const context = runContext(runs, events, translator);
    const dress = (panel: NotebookPanel) => {
      keepAlone(panel.context.sessionContext);
      runnables.set(panel, new RunnableNotebook(panel, context));
    };
    tracker.forEach(dress);
    tracker.widgetAdded.connect((_, panel) => dress(panel));
  }
};

export const fileRuns: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:file-runs',
  description: 'Runs of files: toolbar, output beside the editor, input.',
  autoStart: true,
  requires: [IEditorTracker, IRuns, IPadEvents, IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    tracker: IEditorTracker,
    runs: IRuns,
    events: IPadEvents,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null
  ) => {
    const context = runContext(runs, events, translator);
    const dress = (widget: IDocumentWidget<FileEditor>) => {
      keepAlone(widget.context.sessionContext);
      if (!May.edit()) {
        widget.content.editor.setOption('readOnly', true);
      }
      // Nothing is opened before the server has said what it runs.
      const ending = PathExt.extname(widget.context.path);
      if (events.pad?.runnable.includes(ending)) {
        runnables.set(widget, new RunnableFile(widget, rendermime, context));
      }
    };
    tracker.forEach(dress);
    tracker.widgetAdded.connect((_, widget) => dress(widget));
  }
};

namespace CommandIDs {
  export const run = 'interview:run';
  export const interrupt = 'interview:interrupt';
  export const restart = 'interview:restart';
}

export const runCommands: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:run-commands',
  description: 'Run, interrupt and restart with the keyboard.',
  autoStart: true,
  optional: [ITranslator],
  activate: (app: JupyterFrontEnd, translator: ITranslator | null) => {
    if (!May.edit()) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const { commands, shell } = app;
    const current = (): IRunnable | null =>
      (shell.currentWidget && runnables.get(shell.currentWidget)) ?? null;
    const describedBy = { args: { type: 'object', properties: {} } };
    commands.addCommand(CommandIDs.run, {
      label: trans.__('Run'),
      isEnabled: () => current() !== null,
      execute: () => current()?.run(),
      describedBy
    });
    commands.addCommand(CommandIDs.interrupt, {
      label: trans.__('Interrupt'),
      isEnabled: () => current() !== null,
      execute: () => current()?.interrupt(),
      describedBy
    });
    commands.addCommand(CommandIDs.restart, {
      label: trans.__('Restart'),
      isEnabled: () => current() !== null,
      execute: () => current()?.restart(),
      describedBy
    });
    const commandMode =
      '.jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus';
    const bind = (command: string, keys: string[], selector: string) =>
      commands.addKeyBinding({ command, keys, selector, args: {} });
    bind(CommandIDs.run, ['Accel Enter'], '.jp-FileEditor');
    bind(CommandIDs.run, ['Shift Enter'], '.jp-FileEditor');
    // JupyterLab has these in its menu, which is not here.
    bind('notebook:run-cell-and-select-next', ['Shift Enter'], commandMode);
    bind(CommandIDs.interrupt, ['I', 'I'], commandMode);
    bind(CommandIDs.restart, ['0', '0'], commandMode);
    for (const [undo, redo, selector] of [
      ['fileeditor:undo', 'fileeditor:redo', '.jp-FileEditor'],
      ['notebook:undo', 'notebook:redo', '.jp-Notebook.jp-mod-editMode']
    ]) {
      bind(undo, ['Accel Z'], selector);
      bind(redo, ['Accel Shift Z'], selector);
    }
  }
};
