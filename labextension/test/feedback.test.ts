import assert from 'node:assert/strict';
import test from 'node:test';
import * as Y from 'yjs';

import { Scorecard } from '../src/feedback/scorecard';
import { IContent, IEvidence, IForm } from '../src/feedback/types';
import { levelsOf, placeWords, quoted } from '../src/feedback/words';

const FORM: IForm = {
  competencies: [
    { key: 'testing', competency: 'Testing', levels: {}, from: '' },
    { key: 'design', competency: 'Design', levels: {}, from: '' }
  ],
  fields: [
    { key: 'level', label: 'Level', type: 'select', required: true },
    { key: 'remarks', label: 'Remarks', type: 'text', required: true }
  ]
};

const REQUIRED = [
  'recommendation',
  'rating:testing',
  'field:level',
  'field:remarks'
];

function evidence(id: string, more: Partial<IEvidence> = {}): IEvidence {
  return {
    id,
    quote: id,
    moment: 1000,
    document: 'main.py',
    competency: '',
    ...more
  };
}

/**
 * The same scorecard in two tabs that have not heard of each other for a while.
 */
function twoTabs(): [Scorecard, Scorecard, () => void] {
  const tabs = [new Scorecard(new Y.Doc()), new Scorecard(new Y.Doc())];
  const merge = () => {
    const [a, b] = tabs.map(({ doc }) => Y.encodeStateAsUpdate(doc));
    Y.applyUpdate(tabs[0].doc, b);
    Y.applyUpdate(tabs[1].doc, a);
  };
  return [tabs[0], tabs[1], merge];
}

test('two tabs lose nothing of one scorecard', () => {
  const [one, other, merge] = twoTabs();
  one.text('summary').insert(0, 'Quick. ');
  merge();
  one.text('summary').insert(7, 'Careful.');
  other.text('summary').insert(0, 'In short: ');
  one.choose('rating:testing', 3);
  other.choose('rating:design', 4);
  other.choose('recommendation', 'yes');
  one.addEvidence(evidence('a'));
  other.addEvidence(evidence('b', { competency: 'design' }));
  merge();
  for (const tab of [one, other]) {
    assert.equal(tab.text('summary').toString(), 'In short: Quick. Careful.');
    assert.equal(tab.answer('rating:testing'), 3);
    assert.equal(tab.answer('rating:design'), 4);
    assert.equal(tab.answer('recommendation'), 'yes');
    assert.deepEqual(tab.evidence.map(({ id }) => id).sort(), ['a', 'b']);
  }
  assert.deepEqual(one.evidence, other.evidence);
});

test('evidence is moved to a competency and removed', () => {
  const scorecard = new Scorecard(new Y.Doc());
  scorecard.addEvidence(evidence('a', { moment: null, document: '' }));
  scorecard.addEvidence(evidence('b'));
  scorecard.moveEvidence('a', 'testing');
  scorecard.moveEvidence('gone', 'testing');
  scorecard.removeEvidence('b');
  scorecard.removeEvidence('gone');
  assert.deepEqual(scorecard.evidence, [
    evidence('a', { moment: null, document: '', competency: 'testing' })
  ]);
});

test('evidence that is begun is kept, and added once', () => {
  const [one, other, merge] = twoTabs();
  const about = evidence('a', { competency: 'testing', moment: 5 });
  one.beginEvidence(about);
  one.begunQuote('testing').insert(0, '  Asks first ');
  merge();
  const begun = { ...about, quote: 'Asks first' };
  assert.deepEqual(other.begunEvidence('testing'), begun);
  assert.deepEqual(other.evidence, []);
  // Begun again it stays what it is; an empty one is not added.
  other.beginEvidence(evidence('b', { competency: 'testing', moment: 9 }));
  other.beginEvidence(evidence('c'));
  other.addAllBegunEvidence();
  merge();
  assert.deepEqual(one.evidence, [begun]);
  assert.equal(one.begunEvidence('testing'), null);
  assert.equal(one.begunQuote('testing').toString(), '');
  assert.equal(one.begunEvidence('')?.id, 'c');
  one.dropBegunEvidence('');
  assert.equal(one.begunEvidence(''), null);
});

test('a decision that is begun is kept, whatever becomes of the scorecard', () => {
  const [one, other, merge] = twoTabs();
  assert.equal(one.begunDecision, null);
  one.beginDecision({ outcome: null, seen: 2 }, 'Good');
  one.begunReason.insert(4, ' enough');
  one.beginDecision({ outcome: 'hire', seen: 2 });
  one.restore(
    {
      recommendation: 'no',
      summary: '',
      ratings: {},
      texts: {},
      fields: {},
      evidence: []
    },
    FORM
  );
  merge();
  assert.deepEqual(other.begunDecision, { outcome: 'hire', seen: 2 });
  assert.equal(other.begunReason.toString(), 'Good enough');
  other.dropDecision();
  merge();
  assert.equal(one.begunDecision, null);
  assert.equal(one.begunReason.toString(), '');
});

test('what is still missing', () => {
  const scorecard = new Scorecard(new Y.Doc());
  assert.deepEqual(scorecard.missing(REQUIRED), REQUIRED);
  scorecard.choose('rating:testing', 1);
  scorecard.choose('field:level', 'Senior');
  scorecard.text('text:remarks').insert(0, '  \n');
  assert.deepEqual(scorecard.missing(REQUIRED), [
    'recommendation',
    'field:remarks'
  ]);
  scorecard.text('text:remarks').insert(0, 'Speaks clearly');
  scorecard.choose('recommendation', 'no');
  assert.deepEqual(scorecard.missing(REQUIRED), []);
  scorecard.choose('recommendation', null);
  assert.deepEqual(scorecard.missing(REQUIRED), ['recommendation']);
  assert.deepEqual(scorecard.missing(['summary']), ['summary']);
});

test('what was submitted is put back', () => {
  const content: IContent = {
    recommendation: 'yes',
    summary: 'Good',
    ratings: { testing: 2 },
    texts: { testing: 'One test' },
    fields: { level: 'Junior', remarks: 'None' },
    evidence: [evidence('a')]
  };
  const scorecard = new Scorecard(new Y.Doc());
  scorecard.restore(content, FORM);
  scorecard.choose('recommendation', 'strong_no');
  scorecard.choose('rating:design', 1);
  scorecard.text('summary').insert(0, 'Not ');
  scorecard.text('text:remarks').delete(0, 4);
  scorecard.addEvidence(evidence('b'));
  let changes = 0;
  scorecard.changed.connect(() => changes++);
  scorecard.restore(content, FORM);
  assert.equal(changes, 1);
  assert.equal(scorecard.answer('recommendation'), 'yes');
  assert.equal(scorecard.answer('rating:testing'), 2);
  assert.equal(scorecard.answer('rating:design'), null);
  assert.equal(scorecard.answer('field:level'), 'Junior');
  assert.equal(scorecard.text('summary').toString(), 'Good');
  assert.equal(scorecard.text('text:testing').toString(), 'One test');
  assert.equal(scorecard.text('text:remarks').toString(), 'None');
  assert.deepEqual(scorecard.evidence, [evidence('a')]);
});

test('quotes and places in words', () => {
  assert.equal(quoted('\n   \n    return 1\n\n'), '    return 1');
  assert.equal(quoted('x'.repeat(5000)).length, 4000);
  assert.equal(placeWords(evidence('a', { moment: 65_000 })), '1:05 · main.py');
  assert.equal(placeWords(evidence('a', { moment: null, document: '' })), '');
  const levels = { '2': 'two', '1': 'one', '4': 'four', '3': 'three' };
  assert.deepEqual(
    levelsOf({ key: '', competency: '', from: '', levels }).map(([n]) => n),
    [1, 2, 3, 4]
  );
});
