import * as nbformat from '@jupyterlab/nbformat';
import { OutputAreaModel, SimplifiedOutputArea } from '@jupyterlab/outputarea';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { IDisposable } from '@lumino/disposable';
import { Panel, Widget } from '@lumino/widgets';

import { IRuns, IRunStates } from '../tokens';
import { emptiness } from './model';

/**
 * Outputs just as they are shared: the server has already put together what belongs together.
 */
class SharedOutputs extends OutputAreaModel {
  protected override shouldCombine(): boolean {
    return false;
  }
}

/**
 * Keeps a model of outputs like the shared array of them.
 *
 * Changes are taken over a few times a second, and only from the first output that changed:
 * a program that prints without end must not keep the browser from anything else.
 */
export class ConsoleModel implements IDisposable {
  constructor(
    private _runs: IRunStates,
    readonly path: () => string
  ) {
    this._runs.consoleChanged.connect(this._onChanged, this);
    this._take();
  }

  readonly outputs = new SharedOutputs({ trusted: false });

  get isDisposed(): boolean {
    return this.outputs.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    clearTimeout(this._timer);
    this._runs.consoleChanged.disconnect(this._onChanged, this);
    this.outputs.dispose();
  }

  private _onChanged(_: unknown, change: IRuns.IConsoleChange): void {
    if (change.path !== this.path()) {
      return;
    }
    this._from = Math.min(this._from, change.from);
    this._timer ??= setTimeout(
      () => this._take(),
      this._size > LONG ? SELDOM : OFTEN
    );
  }

  private _take(): void {
    this._timer = undefined;
    const from = this._from;
    this._from = Infinity;
    const shared = (this._runs.console(this.path())?.toJSON() ??
      []) as nbformat.IOutput[];
    let first = Number.isFinite(from) ? from : 0;
    if (shared.length < this.outputs.length) {
      // A new run.
      this.outputs.clear();
      first = 0;
    }
    for (let index = first; index < shared.length; index++) {
      if (index < this.outputs.length) {
        this.outputs.set(index, shared[index]);
      } else {
        this.outputs.add(shared[index]);
      }
    }
    this._size = shared.reduce(
      (size, output) => size + String(output.text ?? '').length,
      0
    );
  }

  private _from = Infinity;
  private _size = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

// Milliseconds between two looks at the shared outputs.
const OFTEN = 30;
const SELDOM = 300;

// Characters from which rendering them anew is work.
const LONG = 100_000;

// Pixels from the end within which a reader is taken to follow it.
const NEAR = 24;

/**
 * What a file printed, beside its editor. It is the same for everybody in the pad.
 */
export class ConsolePanel extends Panel {
  constructor(options: {
    model: ConsoleModel;
    runs: IRunStates;
    rendermime: IRenderMimeRegistry;
    translator: ITranslator;
  }) {
    super();
    const { model, runs, rendermime, translator } = options;
    const trans = translator.load('interview_ext');
    this._model = model;
    this._runs = runs;
    this._trans = trans;
    this.addClass('interview-Console');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Output'));

    const header = new Widget();
    header.addClass('interview-Console-header');
    header.node.textContent = trans.__('Output');
    this.addWidget(header);

    this._hint = new Widget();
    this._hint.addClass('interview-Console-hint');
    this.addWidget(this._hint);

    this._area = new SimplifiedOutputArea({
      model: model.outputs,
      rendermime,
      translator
    });
    this._area.addClass('interview-Console-outputs');
    // Scrolled with the keyboard, too.
    this._area.node.tabIndex = 0;
    this._area.node.setAttribute('role', 'log');
    this._area.node.setAttribute('aria-label', trans.__('Output of the file'));
    this.addWidget(this._area);

    this._grown = new ResizeObserver(() => this._scroll());
    model.outputs.changed.connect(this._onOutputs, this);
    runs.changed.connect(this._sayNothing, this);
    this._onOutputs();
    this._area.node.addEventListener('scroll', () => {
      const { scrollTop, scrollHeight, clientHeight } = this._area.node;
      this._follow = scrollTop + clientHeight > scrollHeight - NEAR;
    });
  }

  override dispose(): void {
    this._grown.disconnect();
    this._runs.changed.disconnect(this._sayNothing, this);
    this._model.dispose();
    super.dispose();
  }

  private _onOutputs(): void {
    const empty = this._model.outputs.length === 0;
    this._area.setHidden(empty);
    this._sayNothing();
    if (empty) {
      this._follow = true;
    }
    this._grown.disconnect();
    for (const child of this._area.node.children) {
      this._grown.observe(child);
    }
    this._scroll();
  }

  /**
   * Say why there is nothing to see, while there is not.
   */
  private _sayNothing(): void {
    const { outputs, path } = this._model;
    const why = emptiness(this._runs, path());
    // What kept it from being run stands below, in the strip.
    this._hint.setHidden(
      outputs.length > 0 || why === 'running' || why === 'not-run'
    );
    const words =
      why === 'never-run'
        ? this._trans.__(
            'Run the file to see here what it prints. Everybody in the pad sees the same.'
          )
        : this._trans.__('The program printed nothing.');
    if (this._hint.node.textContent !== words) {
      this._hint.node.textContent = words;
    }
  }

  private _scroll(): void {
    if (this._follow) {
      this._area.node.scrollTop = this._area.node.scrollHeight;
    }
  }

  private _model: ConsoleModel;
  private _runs: IRunStates;
  private _trans: TranslationBundle;
  private _hint: Widget;
  private _area: SimplifiedOutputArea;
  private _follow = true;
  private _grown: ResizeObserver;
}
