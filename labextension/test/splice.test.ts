import assert from 'node:assert/strict';
import test from 'node:test';
import * as Y from 'yjs';

import { ISplice, moved, spliceOf } from '../src/services/splice';

function apply(text: string, { index, insert, remove }: ISplice): string {
  return text.slice(0, index) + insert + text.slice(index + remove);
}

test('what was typed is found where the caret is', () => {
  assert.deepEqual(spliceOf('aa', 'aaa', 1), {
    index: 0,
    remove: 0,
    insert: 'a'
  });
  assert.deepEqual(spliceOf('aa', 'aaa', 2), {
    index: 1,
    remove: 0,
    insert: 'a'
  });
  assert.deepEqual(spliceOf('aaa', 'aa', 1), {
    index: 1,
    remove: 1,
    insert: ''
  });
  assert.equal(spliceOf('same', 'same', 2), null);
});

test('every splice makes the one text of the other', () => {
  const texts = ['', 'a', 'aa', 'ab', 'ba', 'aab', 'abab', 'xaby', '😀', '😁a'];
  for (const before of texts) {
    for (const after of texts) {
      for (let caret = 0; caret <= after.length; caret++) {
        const splice = spliceOf(before, after, caret);
        assert.equal(splice ? apply(before, splice) : before, after);
      }
    }
  }
});

test('a character of two units is replaced as a whole', () => {
  // The two share their first unit, and a shared text would be left with half a character.
  assert.deepEqual(spliceOf('x😀y', 'x😁y', 3), {
    index: 1,
    remove: 2,
    insert: '😁'
  });
  const shared = new Y.Doc().getText();
  shared.insert(0, '🐀😀');
  const splice = spliceOf('🐀😀', '🐀🐀😀', 4)!;
  shared.delete(splice.index, splice.remove);
  shared.insert(splice.index, splice.insert);
  assert.equal(shared.toString(), '🐀🐀😀');
});

test('a caret stays at its words when others write', () => {
  const text = new Y.Doc().getText();
  text.insert(0, 'one three');
  let place = 'one '.length;
  text.observe(({ delta }) => {
    place = moved(place, delta);
  });
  text.insert(0, 'zero ');
  assert.equal(text.toString().slice(place), 'three');
  // What comes in just at the caret stands behind it.
  text.insert(place, 'two ');
  assert.equal(text.toString().slice(place), 'two three');
  text.insert(text.length, ' four');
  text.delete(0, 'zero '.length);
  assert.equal(text.toString().slice(0, place), 'one ');
  text.delete(0, 'one two'.length);
  assert.equal(place, 0);
});
