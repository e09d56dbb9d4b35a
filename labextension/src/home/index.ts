import { JupyterFrontEndPlugin } from '@jupyterlab/application';

/**
 * The Interviews page.
 */
const plugins: JupyterFrontEndPlugin<unknown>[] = [];

export default plugins;
