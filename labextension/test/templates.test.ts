import assert from 'node:assert/strict';
import test from 'node:test';

import { afterSaving, IUnsaved, Unsaved } from '../src/templates/unsaved';

function written(title: string): IUnsaved {
  return {
    content: {
      title,
      description: '',
      language: '',
      instructions: '',
      questions: [],
      competencies: [],
      fields: [],
      plan: []
    },
    chosen: [],
    team: '',
    revision: 1
  };
}

test('what is not saved of a template is kept, and the page does not go with it unasked', () => {
  const page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page) as never;
  globalThis.removeEventListener = page.removeEventListener.bind(page) as never;
  const leaves = () =>
    page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  const unsaved = new Unsaved();
  let changes = 0;
  unsaved.changed.connect(() => changes++);
  assert.equal(leaves(), true);
  unsaved.keep('a', written('One'));
  unsaved.keep('a', written('Once more'));
  unsaved.keep('b', written('Other'));
  assert.equal(unsaved.get('a')?.content.title, 'Once more');
  assert.equal(unsaved.get('c'), null);
  unsaved.drop('b');
  unsaved.drop('b');
  assert.equal(leaves(), false);
  unsaved.drop('a');
  assert.equal(unsaved.get('a'), null);
  assert.equal(leaves(), true);
  assert.equal(changes, 5);
});

test('what is written while a template is saved is left to be saved, with the keys of what was new', () => {
  const part = (title: string, key?: string) => ({
    title,
    minutes: 5,
    notes: '',
    question_id: null,
    ...(key ? { key } : {})
  });
  const sent: IUnsaved = {
    ...written('One'),
    content: {
      ...written('One').content,
      plan: [part('Welcome', 'welcome'), part('Cache')],
      fields: [{ label: 'Level', type: 'text', options: [], required: false }]
    }
  };
  const now: IUnsaved = {
    ...sent,
    content: {
      ...sent.content,
      title: 'One more',
      plan: [
        part('Hello', 'welcome'),
        part('The cache'),
        part('Questions of yours')
      ]
    }
  };
  const saved = {
    revision: 2,
    competencies: [],
    fields: [{ ...sent.content.fields[0], key: 'level' }],
    plan: [part('Welcome', 'welcome'), part('Cache', 'cache')]
  };
  const left = afterSaving(sent, now, saved);
  assert.equal(left.revision, 2);
  assert.equal(left.content.title, 'One more');
  assert.deepEqual(
    left.content.plan.map(({ key, title }) => [key, title]),
    [
      ['welcome', 'Hello'],
      ['cache', 'The cache'],
      [undefined, 'Questions of yours']
    ]
  );
  assert.equal(left.content.fields[0].key, 'level');
});
