import { Cell, CodeCell } from '@jupyterlab/cells';
import { Notebook } from '@jupyterlab/notebook';
import { TranslationBundle } from '@jupyterlab/translation';

import { IRunStates } from '../tokens';

/**
 * Says at a notebook's cells which of them runs, for whom, and which wait.
 */
export class CellMarks {
  constructor(
    private _notebook: Notebook,
    private _runs: IRunStates,
    private _path: () => string,
    private _trans: TranslationBundle
  ) {
    _runs.changed.connect(this._update, this);
    _notebook.modelContentChanged.connect(this._update, this);
    _notebook.disposed.connect(() => {
      _runs.changed.disconnect(this._update, this);
    });
    this._update();
  }

  private _update(): void {
    const state = this._runs.get(this._path());
    const waiting = new Set(state.queue);
    for (const cell of this._notebook.widgets) {
      if (!(cell instanceof CodeCell)) {
        continue;
      }
      const id = cell.model.sharedModel.getId();
      if (id === state.cell_id) {
        this._mark(
          cell,
          'running',
          state.by
            ? this._trans.__('Running · %1', state.by)
            : this._trans.__('Running')
        );
      } else if (waiting.has(id)) {
        this._mark(cell, 'waiting', this._trans.__('Waiting'));
      } else {
        this._mark(cell, null, '');
      }
    }
  }

  private _mark(cell: Cell, kind: 'running' | 'waiting' | null, text: string) {
    let node = this._nodes.get(cell);
    if (!kind) {
      node?.remove();
      this._nodes.delete(cell);
      return;
    }
    if (!node) {
      node = document.createElement('div');
      node.className = 'interview-CellMark';
      node.appendChild(document.createElement('span'));
      this._nodes.set(cell, node);
    }
    if (node.parentElement !== cell.node) {
      // Without height of its own, on the line between the code and its output.
      const output = cell.node.querySelector(':scope > .jp-Cell-outputWrapper');
      cell.node.insertBefore(node, output);
    }
    const label = node.firstElementChild as HTMLElement;
    if (node.dataset.kind !== kind || label.textContent !== text) {
      node.dataset.kind = kind;
      label.textContent = text;
    }
  }

  private _nodes = new WeakMap<Cell, HTMLElement>();
}
