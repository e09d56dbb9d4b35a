import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { May } from '../pad/may';
import { Page } from '../services/page';
import { IPadEvents } from '../tokens';
import { FocusStrip } from './strip';

// What JupyterLab calls the widgets of documents, which all of the candidate's work is in.
const DOCUMENT = 'jp-Document';
const VEILED = 'interview-mod-veiled';

/**
 * Says that there is focus time, and keeps an interviewer from looking over the candidate's
 * shoulder meanwhile.
 */
const focusTime: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:focus-time',
  description: 'The strip of focus time, and the veil over the documents.',
  autoStart: true,
  requires: [ILabShell, IPadEvents],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    shell: ILabShell,
    events: IPadEvents,
    translator: ITranslator | null
  ) => {
    if (!May.edit()) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('interview_ext');
    shell.add(new FocusStrip({ events, trans }), 'header', { rank: 1 });
    if (Page.role() !== 'interviewer') {
      return;
    }
    const veil = () => {
      const veiled = Boolean(events.pad?.focus);
      for (const widget of shell.widgets('main')) {
        if (widget.hasClass(DOCUMENT)) {
          widget.toggleClass(VEILED, veiled);
          widget.node.inert = veiled;
        }
      }
    };
    events.padChanged.connect(veil);
    shell.layoutModified.connect(veil);
    veil();
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] =
  Page.mode() === 'pad' ? [focusTime] : [];

export default plugins;
