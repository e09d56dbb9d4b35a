import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { CodeCell, MarkdownCell, RawCell } from '@jupyterlab/cells';
import { IEditorServices } from '@jupyterlab/codeeditor';
import {
  INotebookWidgetFactory,
  Notebook,
  NotebookPanel,
  NotebookWidgetFactory,
  StaticNotebook
} from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { May } from '../may';

// A cell keeps in its document what is folded away; here that would be a change.

class FixedCodeCell extends CodeCell {
  override loadEditableState(): void {
    this.readOnly = true;
  }

  override saveCollapseState(): void {}

  override saveScrolledState(): void {}

  // It measures, for which the page is laid out at each change of an output. That can wait.
  override updatePromptOverlayIcon(): void {
    if (!this._measuring) {
      this._measuring = true;
      requestIdleCallback(() => {
        this._measuring = false;
        if (!this.isDisposed) {
          super.updatePromptOverlayIcon();
        }
      });
    }
  }

  // Asked for while the cell is still being made.
  declare private _measuring?: boolean;
}

class FixedMarkdownCell extends MarkdownCell {
  override loadEditableState(): void {
    this.readOnly = true;
  }

  override saveCollapseState(): void {}
}

class FixedRawCell extends RawCell {
  override loadEditableState(): void {
    this.readOnly = true;
  }

  override saveCollapseState(): void {}
}

/**
 * Takes no cells that are dragged onto it, not even its own.
 */
class FixedNotebook extends Notebook {
  override handleEvent(event: Event): void {
    if (event.type.startsWith('lm-')) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    super.handleEvent(event);
  }
}

/**
 * Makes notebooks whose cells can be read, selected and copied, but not changed.
 */
export class FixedContentFactory extends NotebookPanel.ContentFactory {
  override createNotebook(options: Notebook.IOptions): Notebook {
    return new FixedNotebook(options);
  }

  override createCodeCell(options: CodeCell.IOptions): CodeCell {
    return new FixedCodeCell(options).initializeState();
  }

  override createMarkdownCell(options: MarkdownCell.IOptions): MarkdownCell {
    return new FixedMarkdownCell(options).initializeState();
  }

  override createRawCell(options: RawCell.IOptions): RawCell {
    return new FixedRawCell(options).initializeState();
  }
}

export const notebookContent: JupyterFrontEndPlugin<NotebookPanel.IContentFactory> =
  {
    id: 'interview-labextension:notebook-content',
    description: 'Provides the parts that notebooks are made of.',
    autoStart: true,
    provides: NotebookPanel.IContentFactory,
    requires: [IEditorServices],
    activate: (_app: JupyterFrontEnd, services: IEditorServices) => {
      const editorFactory = services.factoryService.newInlineEditor;
      return May.edit()
        ? new NotebookPanel.ContentFactory({ editorFactory })
        : new FixedContentFactory({ editorFactory });
    }
  };

/**
 * Notebooks without a session of their own: the server runs the cells, so that no browser
 * starts, picks or kills a kernel. Their toolbar comes with the runs.
 */
export const notebookWidgets: JupyterFrontEndPlugin<NotebookWidgetFactory.IFactory> =
  {
    id: 'interview-labextension:notebook-widgets',
    description: 'Provides notebooks that never ask for a kernel.',
    autoStart: true,
    provides: INotebookWidgetFactory,
    requires: [
      NotebookPanel.IContentFactory,
      IEditorServices,
      IRenderMimeRegistry
    ],
    optional: [ITranslator],
    activate: (
      app: JupyterFrontEnd,
      contentFactory: NotebookPanel.IContentFactory,
      services: IEditorServices,
      rendermime: IRenderMimeRegistry,
      translator: ITranslator | null
    ) => {
      translator ??= nullTranslator;
      const factory = new NotebookWidgetFactory({
        name: 'Notebook',
        label: translator.load('interview_ext').__('Notebook'),
        fileTypes: ['notebook'],
        modelName: 'notebook',
        defaultFor: ['notebook'],
        preferKernel: false,
        canStartKernel: false,
        rendermime,
        contentFactory,
        editorConfig: StaticNotebook.defaultEditorConfig,
        notebookConfig: StaticNotebook.defaultNotebookConfig,
        mimeTypeService: services.mimeTypeService,
        toolbarFactory: () => [],
        translator
      });
      app.docRegistry.addWidgetFactory(factory);
      return factory;
    }
  };
