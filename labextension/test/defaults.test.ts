import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DefaultsComposer } from '../src/pad/standins/defaults';

/**
 * What a plugin's settings are, by its schema and by what was chosen.
 */
function compose(schema: object, raw = '{}') {
  const plugin = {
    data: { composite: {}, user: {} },
    id: 'a:b',
    raw,
    schema: { type: 'object', ...schema },
    version: '1'
  };
  const errors = new DefaultsComposer().validateData(plugin as never);
  return { ...plugin.data, errors };
}

test('defaults stand where nothing was chosen', () => {
  const { composite, errors, user } = compose(
    {
      properties: {
        chosen: { type: 'number', default: 1 },
        nothing: { type: 'string' },
        untouched: { type: 'boolean', default: false }
      }
    },
    '{ /* a comment */ "chosen": 2, }'
  );
  assert.equal(errors, null);
  assert.deepEqual(composite, { chosen: 2, untouched: false });
  assert.deepEqual(user, { chosen: 2 });
});

test('defaults reach into what was chosen, and into definitions', () => {
  const { composite } = compose(
    {
      definitions: {
        key: { properties: { disabled: { type: 'boolean', default: false } } }
      },
      properties: {
        editor: {
          type: 'object',
          properties: { lines: { default: true }, wrap: { default: 'off' } }
        },
        keys: { type: 'array', items: { $ref: '#/definitions/key' } },
        others: {
          type: 'object',
          additionalProperties: { $ref: '#/definitions/key' },
          default: { one: {} }
        }
      }
    },
    '{"editor": {"wrap": "on"}, "keys": [{"command": "x"}]}'
  );
  assert.deepEqual(composite, {
    editor: { lines: true, wrap: 'on' },
    keys: [{ command: 'x', disabled: false }],
    others: { one: { disabled: false } }
  });
});

test('a choice that does not fit gives way to the default', () => {
  const schema = {
    properties: {
      count: { type: 'integer', default: 3 },
      either: { type: ['null', 'array'], default: null },
      side: { enum: ['left', 'right'], default: 'left' }
    }
  };
  assert.deepEqual(
    compose(schema, '{"count": 1.5, "either": {}, "side": "up"}').composite,
    { count: 3, either: null, side: 'left' }
  );
  const fitting = { count: 4, either: [1], side: 'right' };
  assert.deepEqual(compose(schema, JSON.stringify(fitting)).composite, fitting);
});

test('what cannot be read is said, and changes nothing', () => {
  const { composite, errors } = compose({ properties: {} }, '{"a": ');
  assert.equal(errors?.length, 1);
  assert.deepEqual(composite, {});
});

test('defaults are copies', () => {
  const schema = { properties: { list: { default: [1] } } };
  const { composite } = compose(schema);
  (composite as { list: number[] }).list.push(2);
  assert.deepEqual(compose(schema).composite, { list: [1] });
});
