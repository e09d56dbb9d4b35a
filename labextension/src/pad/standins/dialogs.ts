import {
  ConnectionLost,
  IConnectionLost,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISessionContext, ISessionContextDialogs } from '@jupyterlab/apputils';

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
