import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ISettingConnector,
  ISettingRegistry,
  SettingRegistry
} from '@jupyterlab/settingregistry';

import { DefaultsComposer } from './defaults';

/**
 * JupyterLab's registry of settings, without a validator that evaluates text as script.
 */
export const settingRegistry: JupyterFrontEndPlugin<ISettingRegistry> = {
  id: 'interview-labextension:setting-registry',
  description: 'Provides the setting registry.',
  autoStart: true,
  provides: ISettingRegistry,
  requires: [ISettingConnector],
  activate: async (app: JupyterFrontEnd, connector: ISettingConnector) => {
    const { values } = await connector.list('active');
    return new SettingRegistry({
      connector,
      plugins: values.filter(({ id }) => app.hasPlugin(id)),
      validator: new DefaultsComposer()
    });
  }
};
