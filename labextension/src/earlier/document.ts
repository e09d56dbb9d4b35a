import { MainAreaWidget } from '@jupyterlab/apputils';
import { CodeEditor, CodeEditorWrapper } from '@jupyterlab/codeeditor';
import { IEditorMimeTypeService } from '@jupyterlab/codeeditor';
import { INotebookContent } from '@jupyterlab/nbformat';
import {
  NotebookModel,
  NotebookPanel,
  StaticNotebook
} from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { notebookIcon, textEditorIcon } from '@jupyterlab/ui-components';
import { YFile, YNotebook } from '@jupyter/ydoc';
import { Widget } from '@lumino/widgets';

import { EarlierContent, IEarlierWork } from './types';

/**
 * A document of an earlier pad, to be read. Nothing of it is shared or saved, and whatever is in
 * it is shown as a stranger's: by the pad's own renderers, which trust nothing.
 */
export class EarlierDocument extends MainAreaWidget<Widget> {
  constructor(
    work: IEarlierWork,
    content: EarlierContent,
    options: EarlierDocument.IOptions
  ) {
    const { trans } = options;
    const shown =
      content.type === 'notebook'
        ? notebookOf(content.notebook, options)
        : fileOf(content.path, content.text, options);
    super({ content: shown.widget });
    this._release = shown.release;
    this.addClass('interview-EarlierDocument');
    const { path, type } = content;
    this.id = EarlierDocument.id(work.id, path);
    this.title.label = trans.__(
      '%1 (earlier)',
      path.slice(path.lastIndexOf('/') + 1)
    );
    this.title.caption = trans.__('%1, from %2. Read-only.', path, work.title);
    this.title.icon = type === 'notebook' ? notebookIcon : textEditorIcon;
    this.title.closable = true;
    const note = new Widget();
    note.addClass('interview-EarlierDocument-note');
    note.node.textContent = trans.__('Earlier work, read-only: %1', work.title);
    this.contentHeader.addWidget(note);
    this.toolbar.hide();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    super.dispose();
    this._release();
  }

  private _release: () => void;
}

export namespace EarlierDocument {
  export interface IOptions {
    /**
     * Makes cells that cannot be changed.
     */
    readonly contentFactory: NotebookPanel.IContentFactory;
    readonly editorFactory: CodeEditor.Factory;
    readonly mimeTypeService: IEditorMimeTypeService;
    readonly rendermime: IRenderMimeRegistry;
    readonly trans: TranslationBundle;
    readonly translator: ITranslator;
  }

  /**
   * The id of the widget of a document.
   */
  export function id(padId: string, path: string): string {
    return `interview-earlier-${padId}-${path}`;
  }
}

interface IShown {
  readonly widget: Widget;
  readonly release: () => void;
}

function notebookOf(
  notebook: object,
  options: EarlierDocument.IOptions
): IShown {
  const shared = YNotebook.create({ disableDocumentWideUndoRedo: true });
  try {
    shared.fromJSON(notebook as INotebookContent);
  } catch (reason) {
    // Whoever wrote it may have written anything.
    console.warn('An earlier notebook cannot be shown as one.', reason);
    shared.dispose();
    return fileOf('notebook.json', JSON.stringify(notebook, null, 1), options);
  }
  const { contentFactory, translator } = options;
  const widget = contentFactory.createNotebook({
    rendermime: options.rendermime,
    contentFactory,
    mimeTypeService: options.mimeTypeService,
    editorConfig: StaticNotebook.defaultEditorConfig,
    notebookConfig: {
      ...StaticNotebook.defaultNotebookConfig,
      scrollPastEnd: false,
      showEditorForReadOnlyMarkdown: false,
      showInputPlaceholder: false
    },
    translator
  });
  widget.addClass('jp-NotebookPanel-notebook');
  const model = new NotebookModel({
    // Or an empty notebook is given a cell.
    collaborationEnabled: true,
    sharedModel: shared,
    translator
  });
  widget.model = model;
  return {
    widget,
    release: () => {
      model.dispose();
      shared.dispose();
    }
  };
}

function fileOf(
  path: string,
  text: string,
  options: EarlierDocument.IOptions
): IShown {
  const shared = new YFile();
  shared.setSource(text);
  const widget = new CodeEditorWrapper({
    factory: options.editorFactory,
    model: new CodeEditor.Model({
      mimeType: options.mimeTypeService.getMimeTypeByFilePath(path),
      sharedModel: shared
    }),
    editorOptions: {
      config: { readOnly: true, lineNumbers: true, lineWrap: false }
    }
  });
  widget.addClass('interview-Document-editor');
  return { widget, release: () => shared.dispose() };
}
