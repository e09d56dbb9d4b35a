import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BrowserSettings } from '../src/pad/standins/browsersettings';

type Server = ConstructorParameters<typeof BrowserSettings>[0];

const shortcut = (command: string) => ({
  command,
  keys: ['Accel K'],
  selector: 'body'
});

/**
 * A server's settings of one plugin.
 */
function server(id: string, schema: object): Server {
  const plugin = { id, raw: '{}', schema } as never;
  return {
    fetch: async () => plugin,
    list: async () => ({ ids: [id], values: [plugin] })
  };
}

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const map = new Map<string, string>();
  return {
    getItem: key => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value)
  };
}

const THEMES = '@jupyterlab/apputils-extension:themes';
const NOTEBOOK = '@jupyterlab/notebook-extension:tracker';

test('a pad starts from defaults of its own, and leaves the others', async () => {
  const schema = {
    properties: {
      'adaptive-theme': { default: false },
      theme: { default: 'JupyterLab Light' }
    }
  };
  const settings = new BrowserSettings(server(THEMES, schema), storage());
  const plugin = await settings.fetch(THEMES);
  assert.deepEqual(plugin?.schema.properties, {
    'adaptive-theme': { default: true },
    theme: { default: 'JupyterLab Light' }
  });
  assert.equal(schema.properties['adaptive-theme'].default, false);
});

test('a choice stays in the browser and wins', async () => {
  const kept = storage();
  const made = () =>
    new BrowserSettings(server(THEMES, { properties: {} }), kept);
  await made().save(THEMES, '{"theme": "JupyterLab Dark"}');
  const again = made();
  assert.equal(
    (await again.fetch(THEMES))?.raw,
    '{"theme": "JupyterLab Dark"}'
  );
  const { values } = await again.list('active');
  assert.equal(values[0].raw, '{"theme": "JupyterLab Dark"}');
});

test('a browser that keeps nothing remembers as long as the page', async () => {
  const forbidden = () => {
    throw new Error('denied');
  };
  const settings = new BrowserSettings(server(THEMES, { properties: {} }), {
    getItem: forbidden,
    setItem: forbidden
  });
  assert.equal((await settings.fetch(THEMES))?.raw, '{}');
  await settings.save(THEMES, '{"theme": "x"}');
  assert.equal((await settings.fetch(THEMES))?.raw, '{"theme": "x"}');
});

const SCHEMA = {
  properties: {},
  'jupyter.lab.shortcuts': [
    shortcut('notebook:delete-cell'),
    shortcut('notebook:move-cursor-up'),
    shortcut('docmanager:save-as'),
    shortcut('documentsearch:start')
  ],
  'jupyter.lab.menus': {
    main: [{ id: 'jp-mainmenu-file' }],
    context: [
      { command: 'notebook:delete-cell' },
      { command: 'notebook:copy-cell' },
      { command: 'notebook:create-console' },
      { type: 'separator' }
    ]
  }
};

async function offered(readOnly: boolean) {
  const settings = new BrowserSettings(
    server(NOTEBOOK, SCHEMA),
    storage(),
    readOnly
  );
  const schema = (await settings.fetch(NOTEBOOK))!.schema;
  return {
    keys: schema['jupyter.lab.shortcuts']!.map(({ command }) => command),
    menu: schema['jupyter.lab.menus']!.context!.map(({ command }) => command)
  };
}

test('keys and context menus keep to the interview', async () => {
  assert.deepEqual(await offered(false), {
    keys: [
      'notebook:delete-cell',
      'notebook:move-cursor-up',
      'documentsearch:start'
    ],
    menu: ['notebook:delete-cell', 'notebook:copy-cell']
  });
});

test('where nothing can be changed, they look, find and copy', async () => {
  assert.deepEqual(await offered(true), {
    keys: ['notebook:move-cursor-up', 'documentsearch:start'],
    menu: ['notebook:copy-cell']
  });
});
