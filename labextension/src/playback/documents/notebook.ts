import { Cell, MarkdownCell } from '@jupyterlab/cells';
import { IEditorMimeTypeService } from '@jupyterlab/codeeditor';
import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import {
  Notebook,
  NotebookModel,
  NotebookPanel,
  StaticNotebook
} from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { notebookIcon } from '@jupyterlab/ui-components';
import { YNotebook } from '@jupyter/ydoc';

import { CellMarks } from '../../pad/runs/cellmarks';
import { JsonObject, LINES, Stamp } from '../engine/types';
import { IWhere } from '../tokens';
import { EditorMarks } from './marks';
import { ReplayedRuns } from './runs';
import { showNotebook } from './sync';
import { DocumentView } from './view';

// Milliseconds of the recording for which the source of a text is shown after it was written.
const WRITING = 5000;

/**
 * A notebook as it was.
 */
export class NotebookView extends DocumentView {
  constructor(doc: number, path: string, options: NotebookView.IOptions) {
    const { contentFactory, marks, rendermime, runs, trans, translator } =
      options;
    super(doc, path, trans.__('This notebook did not exist yet.'));
    this._marks = marks;
    this.title.icon = notebookIcon;
    this._notebook = contentFactory.createNotebook({
      rendermime,
      contentFactory,
      mimeTypeService: options.mimeTypeService,
      editorConfig: StaticNotebook.defaultEditorConfig,
      notebookConfig: {
        ...StaticNotebook.defaultNotebookConfig,
        scrollPastEnd: false,
        showEditorForReadOnlyMarkdown: false,
        showInputPlaceholder: false,
        windowingMode: 'full'
      },
      translator
    });
    this._notebook.addClass('jp-NotebookPanel-notebook');
    this._notebook.model = new NotebookModel({
      // Or an empty notebook is given a cell.
      collaborationEnabled: true,
      sharedModel: this._shared,
      translator
    });
    new CellMarks(this._notebook, runs, () => path, trans);
    this.setContent(this._notebook);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { model } = this._notebook;
    super.dispose();
    model?.dispose();
    this._shared.dispose();
  }

  protected draw(root: JsonObject, time: number): void {
    showNotebook(this._shared, this._shown, root);
    this._shown = root;
    const cells = (root.cells ?? []) as ReadonlyArray<JsonObject>;
    this._shared.cells.slice(0, cells.length).forEach((cell, index) => {
      this._marks.place(cell, {
        doc: this.doc,
        cell: cell.getId(),
        map: cells[index]
      });
      const widget = this._notebook.widgets[index];
      if (widget instanceof MarkdownCell) {
        widget.rendered = time - newest(cells[index]) > WRITING;
      }
    });
  }

  protected bringIntoSight({ cell, offset }: IWhere): void {
    const index = this._shared.cells.findIndex(each => each.getId() === cell);
    if (index < 0) {
      return;
    }
    this._notebook
      .scrollToItem(index, 'smart')
      .then(() => this._scrollTo(this._notebook.widgets[index], offset))
      // Something else is sought meanwhile.
      .catch(() => undefined);
  }

  /**
   * Bring a place within a cell into sight, where the cell is higher than the window.
   */
  private _scrollTo(cell: Cell | undefined, offset: number | undefined): void {
    if (offset === undefined || !(cell?.editor instanceof CodeMirrorEditor)) {
      return;
    }
    const view = cell.editor.editor;
    const at = view.coordsAtPos(Math.min(offset, view.state.doc.length));
    const { outerNode } = this._notebook;
    const { top, bottom } = outerNode.getBoundingClientRect();
    if (at && (at.top < top || at.bottom > bottom)) {
      outerNode.scrollBy({ top: at.top - (top + bottom) / 2 });
    }
  }

  private _marks: EditorMarks;
  private _notebook: Notebook;
  private _shared = YNotebook.create({ disableDocumentWideUndoRedo: true });
  private _shown: JsonObject | null = null;
}

/**
 * When a person last wrote in a cell.
 */
function newest(cell: JsonObject): number {
  const stamps = (cell[LINES] ?? []) as unknown as ReadonlyArray<Stamp>;
  return stamps.reduce(
    (latest, [who, time]) => (who >= 0 && time > latest ? time : latest),
    -Infinity
  );
}

export namespace NotebookView {
  export interface IOptions {
    readonly contentFactory: NotebookPanel.IContentFactory;
    readonly marks: EditorMarks;
    readonly mimeTypeService: IEditorMimeTypeService;
    readonly rendermime: IRenderMimeRegistry;
    readonly runs: ReplayedRuns;
    readonly trans: TranslationBundle;
    readonly translator: ITranslator;
  }
}
