import { Dialog, showDialog } from '@jupyterlab/apputils';
import {
  NotebookActions,
  NotebookPanel,
  ToolbarItems
} from '@jupyterlab/notebook';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  fastForwardIcon,
  Toolbar,
  ToolbarButton
} from '@jupyterlab/ui-components';
import { BoxLayout } from '@lumino/widgets';

import { May } from '../may';
import { IRuns, IRunState } from '../tokens';
import { CellMarks } from './cellmarks';
import { RunStrip } from './strip';
import {
  interruptButton,
  KernelStatus,
  restartButton,
  runButton
} from './toolbar';
import { complain } from './words';

/**
 * What can be done with a document that runs.
 */
export interface IRunnable {
  readonly path: string;
  run(): Promise<void>;
  interrupt(): Promise<void>;
  restart(): Promise<void>;
}

/**
 * What the documents of a pad share.
 */
export interface IRunContext {
  readonly runs: IRuns;
  /**
   * The server's clock, in milliseconds since the epoch.
   */
  readonly now: () => number;
  /**
   * The participant on this page, once that is known.
   */
  readonly me: () => string | null;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
}

/**
 * A notebook of the pad: its toolbar, the marks at its cells and the strip under it.
 */
export class RunnableNotebook implements IRunnable {
  constructor(
    readonly panel: NotebookPanel,
    private _context: IRunContext
  ) {
    const { runs, trans, translator } = _context;
    const path = () => this.path;
    new CellMarks(panel.content, runs, path, trans);
    const strip = new RunStrip({
      ..._context,
      path,
      nameOf: state => this._nameOf(state)
    });
    const layout = panel.layout as BoxLayout;
    BoxLayout.setStretch(strip, 0);
    layout.addWidget(strip);

    const { toolbar } = panel;
    if (May.edit()) {
      toolbar.addItem(
        'run',
        runButton({
          trans,
          tooltip: trans.__('Run this cell and go to the next (Shift+Enter)'),
          run: () => void this.run()
        })
      );
      toolbar.addItem(
        'run-all',
        new ToolbarButton({
          icon: fastForwardIcon,
          tooltip: trans.__('Run all cells'),
          onClick: () => void this.runAll(),
          noFocusOnClick: true
        })
      );
      toolbar.addItem(
        'interrupt',
        interruptButton({
          runs,
          path,
          tooltip: trans.__('Stop what runs (I, I)'),
          interrupt: () => void this.interrupt()
        })
      );
      toolbar.addItem(
        'restart',
        restartButton({
          runs,
          path,
          tooltip: trans.__('Restart: forget all variables (0, 0)'),
          restart: () => void this.restart()
        })
      );
      toolbar.addItem(
        'insert',
        new ToolbarButton({
          icon: addIcon,
          label: trans.__('Cell'),
          tooltip: trans.__('Add a cell below (B)'),
          onClick: () => NotebookActions.insertBelow(panel.content),
          noFocusOnClick: true
        })
      );
      toolbar.addItem(
        'cell-type',
        ToolbarItems.createCellTypeItem(panel, translator)
      );
      toolbar.addItem('spacer', Toolbar.createSpacerItem());
      toolbar.addItem('kernel', new KernelStatus(runs, path, trans));
    } else {
      toolbar.hide();
    }
  }

  get path(): string {
    return this.panel.context.localPath;
  }

  async run(): Promise<void> {
    const { content, sessionContext } = this.panel;
    await NotebookActions.runAndAdvance(content, sessionContext);
  }

  async runAll(): Promise<void> {
    const { content, sessionContext } = this.panel;
    await NotebookActions.runAll(content, sessionContext);
  }

  async interrupt(): Promise<void> {
    const { runs, trans } = this._context;
    await runs.interrupt(this.path).catch(error => complain(error, trans));
  }

  async restart(): Promise<void> {
    const { runs, trans } = this._context;
    const { button } = await showDialog({
      title: trans.__('Restart?'),
      body: trans.__(
        'Code and outputs stay as they are. Variables are forgotten, for everybody in the pad, and what runs is stopped.'
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Restart') })
      ]
    });
    if (button.accept) {
      await runs.restart(this.path).catch(error => complain(error, trans));
    }
  }

  /**
   * A cell by its place, which both people can count.
   */
  private _nameOf(state: IRunState): string | null {
    const index = this.panel.content.widgets.findIndex(
      cell => cell.model.sharedModel.getId() === state.cell_id
    );
    return index < 0 ? null : this._context.trans.__('cell %1', index + 1);
  }
}
