import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import {
  refreshIcon,
  runIcon,
  stopIcon,
  ToolbarButton
} from '@jupyterlab/ui-components';
import React from 'react';

import { useChanged } from '../../components/hooks';
import { IRuns } from '../tokens';
import { kernelWord } from './words';

/**
 * The main button of a document: run it.
 */
export function runButton(options: {
  tooltip: string;
  run: () => void;
  trans: TranslationBundle;
}): ToolbarButton {
  const button = new ToolbarButton({
    icon: runIcon,
    label: options.trans.__('Run'),
    tooltip: options.tooltip,
    onClick: options.run,
    noFocusOnClick: true
  });
  button.addClass('interview-RunButton');
  return button;
}

/**
 * Stops what runs; of no use while nothing does.
 */
export function interruptButton(options: {
  runs: IRuns;
  path: () => string;
  tooltip: string;
  interrupt: () => void;
}): ToolbarButton {
  const { runs } = options;
  const button = new ToolbarButton({
    icon: stopIcon,
    tooltip: options.tooltip,
    onClick: options.interrupt,
    noFocusOnClick: true
  });
  const update = () => {
    const state = runs.get(options.path());
    button.enabled =
      state.run_id !== null ||
      state.queue.length > 0 ||
      state.kernel === 'busy';
  };
  runs.changed.connect(update);
  button.disposed.connect(() => {
    runs.changed.disconnect(update);
  });
  update();
  return button;
}

/**
 * Gives the document a fresh interpreter; of no use before the first run.
 */
export function restartButton(options: {
  runs: IRuns;
  path: () => string;
  tooltip: string;
  restart: () => void;
}): ToolbarButton {
  const { runs } = options;
  const button = new ToolbarButton({
    icon: refreshIcon,
    tooltip: options.tooltip,
    onClick: options.restart,
    noFocusOnClick: true
  });
  const update = () => {
    const { kernel } = runs.get(options.path());
    button.enabled = kernel !== 'none' && kernel !== 'starting';
  };
  runs.changed.connect(update);
  button.disposed.connect(() => {
    runs.changed.disconnect(update);
  });
  update();
  return button;
}

/**
 * How the document's kernel is, as a sign and a word.
 */
export class KernelStatus extends ReactWidget {
  constructor(
    private _runs: IRuns,
    private _path: () => string,
    private _trans: TranslationBundle
  ) {
    super();
    this.addClass('interview-KernelStatus');
  }

  protected override render(): JSX.Element {
    return <Status runs={this._runs} path={this._path} trans={this._trans} />;
  }
}

function Status(props: {
  runs: IRuns;
  path: () => string;
  trans: TranslationBundle;
}): JSX.Element {
  const { runs, path, trans } = props;
  useChanged(runs.changed);
  const { kernel } = runs.get(path());
  const word = kernelWord(kernel, trans);
  return (
    <span
      className="interview-KernelStatus-content"
      data-kernel={kernel}
      title={trans.__('What runs your code: %1', word)}
    >
      <span className="interview-KernelStatus-sign" aria-hidden="true" />
      {word}
    </span>
  );
}
