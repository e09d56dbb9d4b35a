import { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingConnector } from '@jupyterlab/settingregistry';

import { May } from '../may';
import { BrowserSettings } from './browsersettings';

export const settings: JupyterFrontEndPlugin<ISettingConnector> = {
  id: 'interview-labextension:settings',
  description: 'Provides calm settings, and keeps choices in the browser.',
  autoStart: true,
  provides: ISettingConnector,
  activate: app =>
    new BrowserSettings(
      app.serviceManager.settings,
      window.localStorage,
      !May.edit()
    )
};
