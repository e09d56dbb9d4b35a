import { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { IPadEvents } from '../tokens';
import { Page } from './page';
import { PadApi } from './padapi';
import { PadEvents } from './padevents';

/**
 * Listens to the pad's server, once for the whole page.
 */
const padEvents: JupyterFrontEndPlugin<IPadEvents | null> = {
  id: 'interview-labextension:pad-events',
  description: 'Provides what the server of the present pad says.',
  autoStart: true,
  provides: IPadEvents,
  activate: app =>
    Page.mode() === 'pad'
      ? new PadEvents(new PadApi(app.serviceManager.serverSettings))
      : null
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [padEvents];

export default plugins;
