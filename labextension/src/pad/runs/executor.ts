import { CodeCell, MarkdownCell } from '@jupyterlab/cells';
import { INotebookCellExecutor } from '@jupyterlab/notebook';
import { TranslationBundle } from '@jupyterlab/translation';
import { YNotebook } from '@jupyter/ydoc';

import { May } from '../may';
import { IRuns } from '../tokens';
import { complain } from './words';

// Milliseconds in which what the server wrote before it answered has arrived here, too.
const ARRIVED = 2000;

/**
 * Runs cells on the server, which writes the outputs into the shared notebook.
 */
export class ServerCellExecutor implements INotebookCellExecutor {
  constructor(
    private _runs: IRuns,
    private _trans: TranslationBundle
  ) {}

  /**
   * Called by JupyterLab for every way to run a cell.
   *
   * @returns Whether it ran; once it is done.
   */
  async runCell(
    options: INotebookCellExecutor.IRunCellOptions
  ): Promise<boolean> {
    const { cell, notebook, onCellExecuted, onCellExecutionScheduled } =
      options;
    if (cell instanceof MarkdownCell) {
      cell.rendered = true;
      cell.inputHidden = false;
      onCellExecuted({ cell, success: true });
      return true;
    }
    if (!(cell instanceof CodeCell)) {
      return true;
    }
    if (!May.edit()) {
      return false;
    }
    const shared = notebook.sharedModel as YNotebook;
    const path =
      (shared.getState('path') as string | undefined) ??
      options.sessionContext?.path ??
      '';
    onCellExecutionScheduled({ cell });
    try {
      await this._runs.run(path, shared.ydoc, cell.model.sharedModel.getId());
    } catch (error) {
      complain(error, this._trans);
      onCellExecuted({ cell, success: false });
      return false;
    }
    await done(cell);
    if (cell.isDisposed) {
      return false;
    }
    const { outputs } = cell.model;
    const last = outputs.length ? outputs.get(outputs.length - 1) : null;
    const success = last?.type !== 'error';
    onCellExecuted({ cell, success });
    return success;
  }
}

/**
 * Resolves when the server has marked a cell as running and taken the mark away again.
 */
function done(cell: CodeCell): Promise<void> {
  return new Promise(resolve => {
    const { model } = cell;
    let seen = model.executionState === 'running';
    const finish = () => {
      clearTimeout(timer);
      model.stateChanged.disconnect(look);
      cell.disposed.disconnect(finish);
      resolve();
    };
    const look = () => {
      if (model.executionState === 'running') {
        seen = true;
      } else if (seen) {
        finish();
      }
    };
    const timer = setTimeout(() => {
      if (!seen) {
        finish();
      }
    }, ARRIVED);
    model.stateChanged.connect(look);
    cell.disposed.connect(finish);
  });
}
