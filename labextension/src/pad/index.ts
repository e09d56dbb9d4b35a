import { JupyterFrontEndPlugin } from '@jupyterlab/application';

/**
 * What runs on a pad's page.
 */
const plugins: JupyterFrontEndPlugin<unknown>[] = [];

export default plugins;
