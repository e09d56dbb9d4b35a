import { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStateDB, StateDB } from '@jupyterlab/statedb';

/**
 * Forgets everything on reload, so that the page opens the same way every time, and writes
 * nothing into the workspace of somebody's ordinary JupyterLab.
 */
export const state: JupyterFrontEndPlugin<IStateDB> = {
  id: 'interview-labextension:state',
  description: 'Provides an application state that lasts as long as the page.',
  autoStart: true,
  provides: IStateDB,
  activate: () => new StateDB()
};
