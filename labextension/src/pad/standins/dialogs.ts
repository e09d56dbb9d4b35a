import {
  ConnectionLost,
  IConnectionLost,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  Dialog,
  ISessionContext,
  ISessionContextDialogs
} from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

/**
 * Which kernel runs is the server's decision, so nobody is ever asked.
 */
export const sessionDialogs: JupyterFrontEndPlugin<ISessionContext.IDialogs> = {
  id: 'interview-labextension:session-dialogs',
  description: 'Provides kernel dialogs that never open.',
  autoStart: true,
  provides: ISessionContextDialogs,
  activate: () => ({
    selectKernel: async () => undefined,
    restart: async () => false
  })
};

/**
 * A lost connection is said in the top bar and mends itself; a dialog would only be in the way.
 */
export const connectionLost: JupyterFrontEndPlugin<IConnectionLost> = {
  id: 'interview-labextension:connection-lost',
  description: 'Provides a quiet reaction to a lost connection.',
  autoStart: true,
  provides: IConnectionLost,
  activate: () => {
    const quiet: typeof ConnectionLost = async () => undefined;
    return quiet;
  }
};

// Position of "Continue waiting" among the answers to the question, and how long to wait, in
// milliseconds, for a question that itself waits for another dialog.
const CONTINUE = 1;
const PAUSE = 50;

/**
 * A document that needs more than a few seconds is waited for. The question whether to is not
 * asked: it would stay in front of the document after that has come.
 */
export const patience: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:patience',
  description: 'Answers the question whether to wait for a document with yes.',
  autoStart: true,
  optional: [ITranslator],
  activate: (_app, translator: ITranslator | null) => {
    const question = (translator ?? nullTranslator)
      .load('jupyter_collaboration')
      .__(
        'The document is taking some time to load. What would you like to do?'
      );
    Dialog.tracker.widgetAdded.connect((_, dialog) => {
      if (!dialog.node.getAttribute('aria-label')?.includes(question)) {
        return;
      }
      dialog.hide();
      const answer = () => {
        if (dialog.isAttached) {
          dialog.resolve(CONTINUE);
        } else if (!dialog.isDisposed) {
          setTimeout(answer, PAUSE);
        }
      };
      setTimeout(answer);
    });
  }
};
