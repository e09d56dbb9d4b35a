import assert from 'node:assert/strict';
import test from 'node:test';

import { IUnsaved, Unsaved } from '../src/templates/unsaved';

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
  assert.equal(changes, 4);
});
