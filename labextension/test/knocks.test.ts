import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AdmissionState, IAdmission } from '../src/services/types';
import { KnocksModel, toldApart } from '../src/waiting/model';

function admission(
  id: string,
  state: AdmissionState,
  knocked = '2026-01-01T10:00:00Z'
): IAdmission {
  return { id, name: id, state, knocked, decided: null };
}

const names = (knocks: KnocksModel) =>
  knocks.waiting.map(guest => guest.admission.name);

const never = () => Promise.reject(new Error('nobody decides here'));

test('who waits is listed in the order they knocked, pad by pad', () => {
  const knocks = new KnocksModel(never);
  knocks.replace('p', 'Pad', [
    admission('Grace', 'knocking', '2026-01-01T10:05:00Z'),
    admission('Ada', 'knocking', '2026-01-01T10:01:00Z'),
    admission('Mary', 'admitted')
  ]);
  knocks.update('q', 'Other', admission('Emmy', 'knocking'));
  assert.deepEqual(names(knocks), ['Emmy', 'Ada', 'Grace']);
  knocks.replace('p', 'Pad', []);
  assert.deepEqual(names(knocks), ['Emmy']);
  knocks.keep(new Set(['p']));
  assert.deepEqual(knocks.guests, []);
});

test('only news are told', () => {
  const knocks = new KnocksModel(never);
  let told = 0;
  knocks.changed.connect(() => told++);
  knocks.update('p', 'Pad', admission('Ada', 'knocking'));
  knocks.update('p', 'Pad', admission('Ada', 'knocking'));
  assert.equal(told, 1);
  knocks.update('p', 'Pad', admission('Ada', 'left'));
  assert.equal(told, 2);
});

test('a decision is sent once, and is pending until it is answered', async () => {
  const sent: string[] = [];
  let answer: (admission: IAdmission) => void;
  const knocks = new KnocksModel((padId, id, action) => {
    sent.push(`${padId} ${id} ${action}`);
    return new Promise(resolve => (answer = resolve));
  });
  knocks.update('p', 'Pad', admission('Ada', 'knocking'));
  const [ada] = knocks.waiting;
  const decided = knocks.decide(ada, 'admit');
  await knocks.decide(ada, 'decline');
  assert.deepEqual(sent, ['p Ada admit']);
  assert.ok(knocks.guests[0].deciding);
  answer!(admission('Ada', 'admitted'));
  await decided;
  assert.deepEqual(names(knocks), []);
  assert.equal(knocks.guests[0].admission.state, 'admitted');
  assert.ok(!knocks.guests[0].deciding);
});

test('after a refusal they wait as before', async () => {
  const knocks = new KnocksModel(never);
  knocks.update('p', 'Pad', admission('Ada', 'knocking'));
  await assert.rejects(knocks.decide(knocks.waiting[0], 'admit'), /nobody/);
  assert.deepEqual(names(knocks), ['Ada']);
  assert.ok(!knocks.waiting[0].deciding);
});

test('a crowd is not told of one by one', () => {
  const knocks = new KnocksModel(never);
  const apart = () => toldApart(knocks.waiting).length;
  knocks.update('p', 'Pad', admission('Ada', 'knocking'));
  knocks.update('q', 'Other', admission('Emmy', 'knocking'));
  assert.equal(apart(), 2);
  knocks.update('q', 'Other', admission('Grace', 'knocking'));
  assert.equal(apart(), 0);
  knocks.update('p', 'Pad', admission('Ada', 'admitted'));
  assert.equal(apart(), 2);
});
