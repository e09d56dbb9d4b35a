import { JupyterFrontEndPlugin } from '@jupyterlab/application';

/**
 * Who knocks, wherever in the application.
 */
const plugins: JupyterFrontEndPlugin<unknown>[] = [];

export default plugins;
