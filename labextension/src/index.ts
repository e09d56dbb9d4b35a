import { JupyterFrontEndPlugin } from '@jupyterlab/application';

import homePlugins from './home';
import padPlugins from './pad';
import servicePlugins from './services';
import waitingPlugins from './waiting';

/**
 * Every plugin of the extension. Each looks at the page's `interviewMode`
 * ("home", "pad", or none in an ordinary JupyterLab) and keeps still elsewhere.
 */
const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...servicePlugins,
  ...homePlugins,
  ...padPlugins,
  ...waitingPlugins
];

export default plugins;
