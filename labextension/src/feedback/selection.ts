import { EditorView } from '@codemirror/view';
import { Widget } from '@lumino/widgets';

import { quoted } from './words';

/**
 * What somebody has selected of a document.
 */
export interface ISelected {
  readonly text: string;
  /**
   * The document that it stands in.
   */
  readonly widget: Widget;
}

/**
 * What is selected in the documents of a page, also after one has gone on to write about it.
 */
export class Selection {
  /**
   * @param documents - Gives the widgets of the documents on the page.
   */
  constructor(private _documents: () => Iterable<Widget>) {
    document.addEventListener('selectionchange', () => this._look());
  }

  /**
   * What is selected now; null if nothing is, or if it was taken before and nothing else was
   * selected since.
   */
  take(): ISelected | null {
    const selected = this._read();
    if (!selected || isSame(selected, this._taken)) {
      return null;
    }
    this._taken = selected;
    return selected;
  }

  private _read(): ISelected | null {
    const last = this._last;
    if (!last || !last.widget.isVisible || !last.node.isConnected) {
      return null;
    }
    const element =
      last.node instanceof HTMLElement ? last.node : last.node.parentElement;
    const shown = element?.closest<HTMLElement>('.cm-editor');
    const editor = shown && EditorView.findFromDOM(shown);
    // An editor draws no more than is in sight, and knows what became of the selection since.
    const text = editor
      ? editor.state.sliceDoc(
          editor.state.selection.main.from,
          editor.state.selection.main.to
        )
      : last.text;
    return text.trim() ? { text: quoted(text), widget: last.widget } : null;
  }

  private _look(): void {
    const selection = document.getSelection();
    const node = selection?.anchorNode;
    if (!selection || !node) {
      return;
    }
    for (const widget of this._documents()) {
      if (widget.node.contains(node)) {
        this._last = { node, text: selection.toString(), widget };
        // It can be selected anew.
        if (!isSame(this._read(), this._taken)) {
          this._taken = null;
        }
        return;
      }
    }
  }

  private _last: { node: Node; text: string; widget: Widget } | null = null;
  private _taken: ISelected | null = null;
}

function isSame(one: ISelected | null, other: ISelected | null): boolean {
  return one?.widget === other?.widget && one?.text === other?.text;
}
