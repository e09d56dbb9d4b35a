import { PageConfig } from '@jupyterlab/coreutils';
import { SettingManager } from '@jupyterlab/services';
import type {
  ISettingConnector,
  ISettingRegistry
} from '@jupyterlab/settingregistry';
import { DataConnector } from '@jupyterlab/statedb';
import { JSONExt, PartialJSONObject } from '@lumino/coreutils';

import {
  CONTEXT_MENU,
  DEFAULTS,
  NO_SHORTCUT,
  READ_ONLY_COMMANDS,
  READ_ONLY_DEFAULTS
} from './calm';

// Commands that work on documents, by what their names begin with.
const OF_DOCUMENTS =
  /^(cell-toolbar|codemirror|docmanager|fileeditor|notebook):/;

const PREFIX = 'interview:settings:';

/**
 * Reads settings from the pad's server and calms them; keeps what a person chooses in their
 * own browser, so that a dark theme here is not a dark theme for everybody.
 */
export class BrowserSettings
  extends DataConnector<ISettingRegistry.IPlugin, string>
  implements ISettingConnector
{
  constructor(
    private _server: Pick<SettingManager, 'fetch' | 'list'>,
    private _storage: Pick<Storage, 'getItem' | 'setItem'>,
    private _readOnly = false
  ) {
    super();
  }

  override async fetch(
    id: string
  ): Promise<ISettingRegistry.IPlugin | undefined> {
    const plugin = await this._server.fetch(id);
    return plugin && this._calm(plugin);
  }

  override async list(
    query: 'active' | 'all' | 'ids' = 'all'
  ): Promise<{ ids: string[]; values: ISettingRegistry.IPlugin[] }> {
    if (query === 'ids') {
      return this._server.list('ids');
    }
    const { isDisabled } = PageConfig.Extension;
    const { values } = await this._server.list();
    const wanted =
      query === 'all' ? values : values.filter(({ id }) => !isDisabled(id));
    return {
      ids: wanted.map(({ id }) => id),
      values: wanted.map(plugin => this._calm(plugin))
    };
  }

  override async save(id: string, raw: string): Promise<void> {
    try {
      this._storage.setItem(PREFIX + id, raw);
    } catch {
      // A full or forbidden storage: the choice lasts as long as the page.
      this._unsaved.set(id, raw);
    }
  }

  private _calm(plugin: ISettingRegistry.IPlugin): ISettingRegistry.IPlugin {
    const schema = JSONExt.deepCopy(
      plugin.schema as PartialJSONObject
    ) as ISettingRegistry.ISchema;
    const defaults = {
      ...DEFAULTS[plugin.id],
      ...(this._readOnly ? READ_ONLY_DEFAULTS[plugin.id] : {})
    };
    for (const [name, value] of Object.entries(defaults)) {
      const property = schema.properties?.[name];
      if (property) {
        property.default = JSONExt.deepCopy(value as PartialJSONObject);
      }
    }
    const menus = schema['jupyter.lab.menus'];
    if (menus) {
      menus.main = [];
      menus.context = menus.context?.filter(
        ({ command }) =>
          command && CONTEXT_MENU.has(command) && this._allows(command)
      );
    }
    schema['jupyter.lab.shortcuts'] = schema['jupyter.lab.shortcuts']?.filter(
      ({ command }) => !NO_SHORTCUT.has(command) && this._allows(command)
    );
    return { ...plugin, schema, raw: this._choice(plugin.id) ?? plugin.raw };
  }

  private _allows(command: string): boolean {
    return (
      !this._readOnly ||
      READ_ONLY_COMMANDS.has(command) ||
      !OF_DOCUMENTS.test(command)
    );
  }

  private _choice(id: string): string | null {
    try {
      return this._unsaved.get(id) ?? this._storage.getItem(PREFIX + id);
    } catch {
      return null;
    }
  }

  private _unsaved = new Map<string, string>();
}
