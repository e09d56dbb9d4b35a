import { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { Page } from '../services/page';
import { footer, leaving, tabTitle, topBar } from './frame';
import { help } from './help';
import { opening, showOpening } from './frame/opening';
import { documents } from './layout/documents';
import { editorNames } from './layout/editors';
import { files } from './layout/files';
import { instructions } from './layout/instructions';
import {
  cellExecutor,
  fileRuns,
  notebookRuns,
  runCommands,
  runs
} from './runs';
import { padDocument, people } from './shared';
import { signals } from './signals';
import { connectionLost, patience, sessionDialogs } from './standins/dialogs';
import { notebookContent, notebookWidgets } from './standins/notebook';
import { rendermime } from './standins/rendermime';
import {
  drive,
  events,
  kernels,
  kernelSpecs,
  sessions
} from './standins/services';
import { settingRegistry } from './standins/settingregistry';
import { settings } from './standins/settings';
import { state } from './standins/state';
import { shownTasks, taskDocuments, tasksPanel } from './tasks';

/**
 * What runs on a pad's page. Some of it stands in for parts of JupyterLab that the server
 * leaves out there, so none of it may as much as exist elsewhere.
 */
const padPlugins: JupyterFrontEndPlugin<unknown>[] = [
  cellExecutor,
  connectionLost,
  documents,
  editorNames,
  fileRuns,
  files,
  footer,
  help,
  instructions,
  leaving,
  notebookContent,
  notebookRuns,
  notebookWidgets,
  opening,
  padDocument,
  patience,
  people,
  rendermime,
  runCommands,
  runs,
  sessionDialogs,
  settingRegistry,
  settings,
  shownTasks,
  signals,
  state,
  tabTitle,
  taskDocuments,
  tasksPanel,
  topBar
];

/**
 * The services that JupyterLab is built on, which exist before it does.
 */
const services = [
  drive,
  events,
  kernels,
  kernelSpecs,
  sessions
] as unknown as JupyterFrontEndPlugin<unknown>[];

const plugins: JupyterFrontEndPlugin<unknown>[] =
  Page.mode() === 'pad'
    ? [...services, ...padPlugins]
    : Page.mode() === 'home'
      ? [state]
      : [];

if (Page.mode() === 'pad') {
  showOpening();
}

export default plugins;
