import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';

import { initials, People } from '../src/pad/shared/people';
import { IPerson } from '../src/pad/tokens';

const person = (name: string, here = true): Omit<IPerson, 'id'> => ({
  name,
  role: 'interviewer',
  color: '#0b6bcb',
  here
});

test('those who are here are listed: oneself first, then by name', () => {
  const map = new Y.Doc().getMap<Omit<IPerson, 'id'>>('people');
  let me: string | null = null;
  const people = new People(map, () => me);
  map.set('z', person('Zoe'));
  map.set('g', person('Grace'));
  map.set('a', person('Ada', false));
  const names = () => people.here.map(({ name }) => name);
  assert.deepEqual(names(), ['Grace', 'Zoe']);
  me = 'z';
  people.refresh();
  assert.deepEqual(names(), ['Zoe', 'Grace']);
  map.set('z', person('Zoe', false));
  assert.deepEqual(names(), ['Grace']);
});

test('who left is still known', () => {
  const map = new Y.Doc().getMap<Omit<IPerson, 'id'>>('people');
  const people = new People(map, () => null);
  map.set('a', person('Ada', false));
  assert.equal(people.get('a')?.name, 'Ada');
  assert.equal(people.get('b'), null);
});

test('it is told when somebody comes or goes', () => {
  const map = new Y.Doc().getMap<Omit<IPerson, 'id'>>('people');
  const people = new People(map, () => null);
  let told = 0;
  people.changed.connect(() => told++);
  map.set('a', person('Ada'));
  map.set('a', person('Ada', false));
  assert.equal(told, 2);
});

test('initials are those of the first and the last name', () => {
  assert.equal(initials('Grace Brewster Hopper'), 'GH');
  assert.equal(initials('ada'), 'A');
  assert.equal(initials('  Émilie   du Châtelet '), 'ÉC');
  assert.equal(initials('😀 smile'), '😀S');
  assert.equal(initials(''), '');
});
