import { JupyterFrontEndPlugin } from '@jupyterlab/application';

import calibrationPlugins from './calibration';
import earlierPlugins from './earlier';
import feedbackPlugins from './feedback';
import focusPlugins from './focus';
import homePlugins from './home';
import notesPlugins from './notes';
import padPlugins from './pad';
import playbackPlugins from './playback';
import questionPlugins from './questions';
import servicePlugins from './services';
import settingPlugins from './settings';
import teamPlugins from './team';
import templatePlugins from './templates';
import waitingPlugins from './waiting';

/**
 * Every plugin of the extension. Each looks at the page's `interviewMode`
 * ("home", "pad", "playback", or none in an ordinary JupyterLab) and keeps still elsewhere.
 */
const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...servicePlugins,
  ...calibrationPlugins,
  ...earlierPlugins,
  ...feedbackPlugins,
  ...focusPlugins,
  ...homePlugins,
  ...notesPlugins,
  ...padPlugins,
  ...playbackPlugins,
  ...questionPlugins,
  ...settingPlugins,
  ...teamPlugins,
  ...templatePlugins,
  ...waitingPlugins
];

export default plugins;
