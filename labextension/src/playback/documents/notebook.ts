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
import { NotebookSync } from './sync';
import { DocumentView } from './view';

// Milliseconds of the recording for which the source of a text is shown after it was written.
const WRITING = 5000;

// Milliseconds after which what nobody sees is gone on with even if the page has no quiet moment.
const PATIENCE = 1000;

/**
 * A notebook as it was.
 *
 * Cells that are in sight are made what they were at once; the others in quiet moments, those that
 * are near first, and at the latest when they come into sight.
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
    this._notebook.cellInViewportChanged.connect((_, cell) => {
      if (cell.inViewport) {
        this._showCell(this._notebook.widgets.indexOf(cell));
      }
    });
    new CellMarks(this._notebook, runs, () => path, trans);
    this.setContent(this._notebook);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { model } = this._notebook;
    this._cancelRest();
    super.dispose();
    model?.dispose();
    this._shared.dispose();
  }

  protected draw(root: JsonObject, time: number, where: IWhere | null): void {
    this._time = time;
    this._cancelRest();
    for (const index of this._sync.arrange(root)) {
      this._place(index);
    }
    // What goes out of sight at once need not be drawn before.
    if (!where || !this.bringIntoSight(where)) {
      this._showInSight();
    }
    this._showRestLater();
  }

  protected bringIntoSight({ cell, offset }: IWhere): boolean {
    const index = this._shared.cells.findIndex(each => each.getId() === cell);
    if (index < 0) {
      return false;
    }
    this._showCell(index);
    this._notebook
      .scrollToItem(index, 'smart')
      .then(() => {
        this._showInSight();
        this._scrollTo(this._notebook.widgets[index], offset);
      })
      // Something else is sought meanwhile.
      .catch(() => undefined);
    return true;
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

  /**
   * Make what is in sight what it was.
   */
  private _showInSight(): void {
    this._notebook.widgets.forEach((widget, index) => {
      if (widget.inViewport) {
        this._showCell(index);
      }
    });
  }

  private _showRestLater(): void {
    this._rest ??= requestIdleCallback(deadline => this._showRest(deadline), {
      timeout: PATIENCE
    });
  }

  /**
   * Make what is not in sight what it was, for as long as nobody waits for anything.
   */
  private _showRest(deadline: IdleDeadline): void {
    this._rest = null;
    let shown = 0;
    for (const index of this._outwards()) {
      if (!this._sync.isBehind(index)) {
        this._showCell(index);
      } else if (deadline.timeRemaining() > 0 || shown === 0) {
        this._showCell(index);
        shown++;
      } else {
        this._showRestLater();
        break;
      }
    }
    this._marks.check();
  }

  private _cancelRest(): void {
    if (this._rest !== null) {
      cancelIdleCallback(this._rest);
      this._rest = null;
    }
  }

  /**
   * The positions of the cells, those near the ones in sight first.
   */
  private _outwards(): number[] {
    const { widgets } = this._notebook;
    const from = widgets.findIndex(({ inViewport }) => inViewport);
    return [...widgets.keys()].sort(
      (a, b) => Math.abs(a - from) - Math.abs(b - from)
    );
  }

  /**
   * Make a cell what it was.
   */
  private _showCell(index: number): void {
    if (this._sync.isBehind(index)) {
      this._place(index);
      this._sync.show(index);
    }
    const widget = this._notebook.widgets[index];
    if (widget instanceof MarkdownCell && index < this._sync.size) {
      widget.rendered = this._time - newest(this._sync.wanted(index)) > WRITING;
    }
  }

  /**
   * Say who wrote what in a cell, before it is drawn.
   */
  private _place(index: number): void {
    const cell = this._shared.cells[index];
    this._marks.place(cell, {
      doc: this.doc,
      cell: cell.getId(),
      map: this._sync.wanted(index)
    });
  }

  private _marks: EditorMarks;
  private _notebook: Notebook;
  private _shared = YNotebook.create({ disableDocumentWideUndoRedo: true });
  private _sync = new NotebookSync(this._shared);
  private _time = 0;
  private _rest: number | null = null;
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
