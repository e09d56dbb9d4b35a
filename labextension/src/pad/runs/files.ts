import { IDocumentWidget } from '@jupyterlab/docregistry';
import { FileEditor } from '@jupyterlab/fileeditor';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Toolbar } from '@jupyterlab/ui-components';
import { PathExt } from '@jupyterlab/coreutils';
import { YFile } from '@jupyter/ydoc';
import { Message } from '@lumino/messaging';
import { BoxLayout, SplitPanel, Widget } from '@lumino/widgets';

import { May } from '../may';
import { ConsoleModel, ConsolePanel } from './console';
import { IRunContext, IRunnable } from './notebooks';
import { RunStrip } from './strip';
import {
  interruptButton,
  KernelStatus,
  restartButton,
  runButton
} from './toolbar';
import { complain } from './words';

// Pixels under which an editor and its output stand above each other.
const NARROW = 640;

/**
 * Puts the output beside the editor where there is room for it, and under it elsewhere.
 */
export class EditorAndOutput extends SplitPanel {
  constructor(editor: Widget, output: Widget) {
    super({ spacing: 1, orientation: 'horizontal' });
    this.addClass('interview-EditorAndOutput');
    SplitPanel.setStretch(editor, 3);
    SplitPanel.setStretch(output, 2);
    this.addWidget(editor);
    this.addWidget(output);
    this.setRelativeSizes([3, 2]);
  }

  protected override onResize(msg: Widget.ResizeMessage): void {
    const width = msg.width < 0 ? this.node.offsetWidth : msg.width;
    const orientation = width < NARROW ? 'vertical' : 'horizontal';
    if (width > 0 && orientation !== this.orientation) {
      this.orientation = orientation;
    }
    super.onResize(msg);
  }

  protected override onActivateRequest(_: Message): void {
    this.widgets[0].activate();
  }
}

/**
 * A file of the pad that can be run: its toolbar, its output and the strip under it.
 */
export class RunnableFile implements IRunnable {
  constructor(
    readonly widget: IDocumentWidget<FileEditor>,
    rendermime: IRenderMimeRegistry,
    private _context: IRunContext
  ) {
    const { runs, trans, translator } = _context;
    const path = () => this.path;
    const { content, context, toolbar } = widget;

    const output = new ConsolePanel({
      model: new ConsoleModel(runs, path),
      runs,
      rendermime: rendermime.clone({ resolver: context.urlResolver }),
      translator
    });
    const layout = widget.layout as BoxLayout;
    const place = layout.widgets.indexOf(content);
    const split = new EditorAndOutput(content, output);
    BoxLayout.setStretch(split, 1);
    layout.insertWidget(place, split);
    const strip = new RunStrip({
      ..._context,
      path,
      nameOf: () => PathExt.basename(this.path)
    });
    BoxLayout.setStretch(strip, 0);
    layout.addWidget(strip);

    if (May.edit()) {
      toolbar.addItem(
        'run',
        runButton({
          trans,
          tooltip: trans.__('Run this file (Ctrl+Enter)'),
          run: () => void this.run()
        })
      );
      toolbar.addItem(
        'interrupt',
        interruptButton({
          runs,
          path,
          tooltip: trans.__('Stop what runs'),
          interrupt: () => void this.interrupt()
        })
      );
      toolbar.addItem(
        'restart',
        restartButton({
          runs,
          path,
          tooltip: trans.__('Restart what runs the file'),
          restart: () => void this.restart()
        })
      );
      toolbar.addItem('spacer', Toolbar.createSpacerItem());
      toolbar.addItem('kernel', new KernelStatus(runs, path, trans));
    } else {
      toolbar.hide();
    }
  }

  get path(): string {
    return this.widget.context.localPath;
  }

  async run(): Promise<void> {
    const { runs, trans } = this._context;
    const { ydoc } = this.widget.context.model.sharedModel as YFile;
    await runs.run(this.path, ydoc).catch(error => complain(error, trans));
  }

  async interrupt(): Promise<void> {
    const { runs, trans } = this._context;
    await runs.interrupt(this.path).catch(error => complain(error, trans));
  }

  async restart(): Promise<void> {
    const { runs, trans } = this._context;
    await runs.restart(this.path).catch(error => complain(error, trans));
  }
}
