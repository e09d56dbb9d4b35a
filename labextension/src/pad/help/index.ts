import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ContextCompleterProvider,
  ICompletionProviderManager
} from '@jupyterlab/completer';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITooltipManager } from '@jupyterlab/tooltip';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { May } from '../may';
import { IRuns } from '../tokens';
import { RunningKernelCompleter } from './completer';
import { HelpfulKernels } from './kernels';

namespace CommandIDs {
  export const tooltip = 'interview:tooltip';
}

/**
 * Documents have no session of their own, so JupyterLab's completions and tooltips are led to
 * the kernel that the server runs for them.
 */
export const help: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:help',
  description: 'Completes code, and says what something is.',
  autoStart: true,
  requires: [IRuns, IRenderMimeRegistry],
  optional: [
    ICompletionProviderManager,
    ITooltipManager,
    INotebookTracker,
    IEditorTracker,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    runs: IRuns,
    rendermime: IRenderMimeRegistry,
    completions: ICompletionProviderManager | null,
    tooltips: ITooltipManager | null,
    notebooks: INotebookTracker | null,
    editors: IEditorTracker | null,
    translator: ITranslator | null
  ) => {
    completions?.registerProvider(new ContextCompleterProvider());
    if (!May.edit()) {
      return;
    }
    const { kernels: manager, serverSettings } = app.serviceManager;
    const kernels = new HelpfulKernels(manager, serverSettings);
    completions?.registerProvider(new RunningKernelCompleter(kernels, runs));
    if (!tooltips) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('interview_ext');
    app.commands.addCommand(CommandIDs.tooltip, {
      label: trans.__('Show what this is'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async () => {
        const { currentWidget } = app.shell;
        const notebook =
          currentWidget && notebooks?.currentWidget === currentWidget
            ? notebooks.currentWidget
            : null;
        const file =
          currentWidget && editors?.currentWidget === currentWidget
            ? editors.currentWidget
            : null;
        const document = notebook ?? file;
        const editor =
          notebook?.content.activeCell?.editor ?? file?.content.editor;
        if (!document || !editor) {
          return;
        }
        const kernel = await kernels.of(document.context.localPath);
        if (kernel) {
          tooltips.invoke({
            anchor: document.content,
            editor,
            kernel,
            rendermime: notebook?.content.rendermime ?? rendermime
          });
        }
      }
    });
    for (const selector of [
      '.jp-Notebook.jp-mod-editMode .jp-InputArea-editor:not(.jp-mod-has-primary-selection):not(.jp-mod-in-leading-whitespace):not(.jp-mod-completer-active)',
      '.jp-FileEditor .jp-CodeMirrorEditor:not(.jp-mod-has-primary-selection):not(.jp-mod-in-leading-whitespace)'
    ]) {
      app.commands.addKeyBinding({
        command: CommandIDs.tooltip,
        keys: ['Shift Tab'],
        selector,
        args: {}
      });
    }
    app.commands.addKeyBinding({
      command: 'tooltip:dismiss',
      keys: ['Escape'],
      selector: 'body.jp-mod-tooltip .jp-MainAreaWidget',
      args: {}
    });
  }
};
