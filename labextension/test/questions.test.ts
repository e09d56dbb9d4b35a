import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IFileContent, searchParameters } from '../src/questions/api';
import { Setting, setting } from '../src/questions/editor/frontmatter';
import { SavedFile, SaveStatus } from '../src/questions/editor/saving';
import { EVERYTHING, QuestionSearch } from '../src/questions/search';
import { LineEnds, split } from '../src/questions/text';
import { IQuery, IQuestion, IQuestions } from '../src/questions/types';
import { RequestError } from '../src/services/request';

function question(id: string, more: Partial<IQuestion> = {}): IQuestion {
  return {
    id,
    slug: id,
    title: id,
    type: 'code',
    languages: ['python'],
    difficulty: 'easy',
    minutes: 20,
    labels: [],
    state: 'published',
    origin: 'member',
    author: null,
    team: null,
    favourite: false,
    uses: 0,
    last_used: null,
    created: '2026-01-01T10:00:00Z',
    changed: '2026-01-01T10:00:00Z',
    revision: 1,
    edited: false,
    may_edit: true,
    ...more
  };
}

interface IAsked {
  readonly query: IQuery;
  readonly cursor: string;
  readonly limit: number;
  answer(questions: IQuestion[], next?: string | null, total?: number): void;
  fail(reason: Error): void;
}

/**
 * A bank that the test plays.
 */
class FakeBank {
  asked: IAsked[] = [];

  search = (query: IQuery, cursor: string, limit: number) =>
    new Promise<IQuestions>((resolve, reject) => {
      this.asked.push({
        query,
        cursor,
        limit,
        answer: (questions, next = null, total = questions.length) =>
          resolve({ questions, next, total }),
        fail: reject
      });
      this.onAsked?.();
    });

  onAsked: (() => void) | null = null;

  /**
   * Until so many questions were asked.
   */
  async hasAsked(count: number): Promise<IAsked> {
    while (this.asked.length < count) {
      await new Promise<void>(resolve => (this.onAsked = resolve));
    }
    return this.asked[count - 1];
  }
}

async function settled(search: QuestionSearch): Promise<void> {
  while (search.busy) {
    await new Promise<void>(resolve => {
      const onChanged = () => {
        search.changed.disconnect(onChanged);
        resolve();
      };
      search.changed.connect(onChanged);
    });
  }
}

const ids = (search: QuestionSearch) => search.questions?.map(({ id }) => id);

test('the list grows by parts, and nothing comes twice', async () => {
  const bank = new FakeBank();
  const search = new QuestionSearch(bank, { tab: 'mine' }, { size: 2 });
  void search.refresh();
  bank.asked[0].answer([question('a'), question('b')], 'next', 4);
  await settled(search);
  assert.deepEqual(ids(search), ['a', 'b']);
  assert.equal(search.total, 4);
  void search.more();
  void search.more();
  assert.equal(bank.asked.length, 2, 'one part at a time');
  assert.equal(bank.asked[1].cursor, 'next');
  bank.asked[1].answer([question('b'), question('c'), question('d')], null, 4);
  await settled(search);
  assert.deepEqual(ids(search), ['a', 'b', 'c', 'd']);
  await search.more();
  assert.equal(bank.asked.length, 2, 'there is no more');
});

test('words are looked for once, when no more are typed', async () => {
  const bank = new FakeBank();
  const search = new QuestionSearch(bank, {}, { delay: 20 });
  search.set({ words: 'j' });
  search.set({ words: 'jo' });
  search.set({ words: 'join' });
  assert.equal(search.query.words, 'join');
  assert.equal(bank.asked.length, 0);
  const asked = await bank.hasAsked(1);
  assert.equal(asked.query.words, 'join');
  search.dispose();
});

test('the last answer stays while the next is waited for', async () => {
  const bank = new FakeBank();
  const search = new QuestionSearch(bank);
  void search.refresh();
  bank.asked[0].answer([question('a')]);
  await settled(search);
  search.toggle('type', 'sql');
  assert.deepEqual(search.query.type, ['sql']);
  assert.deepEqual(ids(search), ['a']);
  assert.ok(search.busy);
  bank.asked[1].answer([]);
  await settled(search);
  assert.deepEqual(ids(search), []);
});

test('an answer that was overtaken is left aside', async () => {
  const bank = new FakeBank();
  const search = new QuestionSearch(bank);
  search.toggle('type', 'sql');
  search.toggle('type', 'code');
  bank.asked[1].answer([question('both')]);
  await settled(search);
  bank.asked[0].answer([question('late')]);
  await new Promise(resolve => setImmediate(resolve));
  assert.deepEqual(ids(search), ['both']);
});

test('a failure is told, and what was there is still there', async () => {
  const bank = new FakeBank();
  const search = new QuestionSearch(bank);
  void search.refresh();
  bank.asked[0].answer([question('a')]);
  await settled(search);
  const reason = new RequestError('Not now.', 'offline', 0);
  void search.refresh();
  bank.asked[1].fail(reason);
  await settled(search);
  assert.equal(search.failure, reason);
  assert.deepEqual(ids(search), ['a']);
  void search.refresh();
  bank.asked[2].answer([question('b')]);
  await settled(search);
  assert.equal(search.failure, null);
});

test('looking anew brings back as much as was scrolled to', async () => {
  const bank = new FakeBank();
  const search = new QuestionSearch(bank, {}, { size: 1 });
  void search.refresh();
  bank.asked[0].answer([question('a')], 'next', 2);
  await settled(search);
  void search.more();
  bank.asked[1].answer([question('b')], null, 2);
  await settled(search);
  void search.refresh();
  assert.equal(bank.asked[2].limit, 2);
  search.sortBy('newest');
  assert.equal(bank.asked[3].limit, 1);
});

test('favourites are a filter like the others, but where all are favourites', () => {
  const bank = new FakeBank();
  const search = new QuestionSearch(bank, { tab: 'organization' });
  search.set({ favourite: true });
  assert.equal(bank.asked[0].query.favourite, true);
  assert.ok(search.narrowed);
  search.set({ tab: 'favourites' });
  assert.ok(!search.narrowed);
  search.dispose();
});

test('clearing keeps the tab and the order', () => {
  const bank = new FakeBank();
  const search = new QuestionSearch(bank, { tab: 'drafts', sort: 'newest' });
  search.toggle('label', 'pandas');
  search.set({ words: 'x', favourite: true });
  assert.ok(search.narrowed);
  search.widen();
  assert.ok(!search.narrowed);
  assert.deepEqual(search.query, {
    ...EVERYTHING,
    tab: 'drafts',
    sort: 'newest'
  });
});

test('the address repeats a key for each of its values and leaves out what is not asked', () => {
  const query: IQuery = {
    ...EVERYTHING,
    tab: 'mine',
    words: ' two words ',
    type: ['sql', 'code'],
    favourite: true
  };
  assert.equal(
    searchParameters(query, '', 50).toString(),
    'tab=mine&q=two+words&type=sql&type=code&favourite=true&limit=50'
  );
});

test('a text is cut into steps where the server cuts it', () => {
  const { introduction, steps } = split(
    [
      '---',
      'title: "# not a step"',
      '---',
      'Hello.',
      '',
      '# First `step` #',
      '```python',
      '# a comment',
      '```',
      '#hashtag',
      '## Part',
      '',
      '# Second'
    ].join('\n')
  );
  assert.equal(introduction, 'Hello.');
  assert.deepEqual(steps, [
    {
      title: 'First `step`',
      markdown: '```python\n# a comment\n```\n#hashtag\n## Part'
    },
    { title: 'Second', markdown: '' }
  ]);
});

test('a file keeps its line ends', () => {
  for (const text of ['a\r\nb\r\n', 'a\nb\n', '']) {
    const ends = new LineEnds(text);
    assert.ok(!ends.toEditor(text).includes('\r'));
    assert.equal(ends.toFile(ends.toEditor(text)), text);
  }
});

/**
 * A file on a server that the test plays.
 */
class FakeFile {
  content: IFileContent = { bytes: bytesOf('first'), etag: '1' };
  gone = false;
  offline = false;
  saves = 0;

  save = async (
    _id: string,
    _path: string,
    bytes: Uint8Array<ArrayBuffer>,
    etag: string | null
  ) => {
    this.saves++;
    if (this.offline) {
      throw new RequestError('No answer.', 'offline', 0);
    }
    if (this.gone ? etag !== null : etag !== this.content.etag) {
      throw new RequestError('Changed meanwhile.', 'changed', 412);
    }
    this.gone = false;
    this.put(bytes);
    return this.content.etag;
  };

  file = async () => {
    if (this.gone) {
      throw new RequestError('There is no such file.', 'not_found', 404);
    }
    return this.content;
  };

  put(bytes: Uint8Array<ArrayBuffer>): void {
    this.content = { bytes, etag: `${Number(this.content.etag) + 1}` };
  }

  get text(): string {
    return new TextDecoder().decode(this.content.bytes);
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function openFile() {
  const server = new FakeFile();
  const editor = { text: 'first' };
  const saved = new SavedFile(
    server,
    'q',
    'question.md',
    server.content.etag,
    () => bytesOf(editor.text),
    { delay: 1, again: 5 }
  );
  const write = (text: string) => {
    editor.text = text;
    saved.change();
  };
  const until = async (status: SaveStatus) => {
    while (saved.status !== status) {
      await new Promise<void>(resolve => {
        const onChanged = () => {
          saved.statusChanged.disconnect(onChanged);
          resolve();
        };
        saved.statusChanged.connect(onChanged);
      });
    }
  };
  return { server, editor, saved, write, until };
}

test('what is written is saved by itself', async () => {
  const { server, write, until } = openFile();
  write('second');
  await until('saved');
  assert.equal(server.text, 'second');
  write('third');
  write('fourth');
  await until('saved');
  assert.equal(server.text, 'fourth');
  assert.equal(server.saves, 2);
});

test('what is written while it is being saved is saved as well', async () => {
  const { server, saved, write, until } = openFile();
  saved.statusChanged.connect((_, status) => {
    if (status === 'saving' && server.saves === 0) {
      write('during');
    }
  });
  write('before');
  await until('saved');
  assert.equal(server.text, 'during');
});

test('nothing is written over what somebody else saved', async () => {
  const { server, saved, write, until } = openFile();
  server.put(bytesOf('theirs'));
  write('mine');
  await until('conflict');
  assert.equal(server.text, 'theirs');
  assert.equal(new TextDecoder().decode(saved.theirs?.bytes), 'theirs');
  write('mine, and more');
  assert.equal(await saved.flush(), false);
  assert.equal(server.text, 'theirs');
  await saved.keepMine();
  await until('saved');
  assert.equal(server.text, 'mine, and more');
});

test('the other version can be taken', async () => {
  const { server, editor, saved, write, until } = openFile();
  server.put(bytesOf('theirs'));
  write('mine');
  await until('conflict');
  editor.text = 'theirs';
  saved.keepTheirs();
  assert.equal(saved.status, 'saved');
  write('theirs, then mine');
  await until('saved');
  assert.equal(server.text, 'theirs, then mine');
});

test('a file that was deleted meanwhile can be kept', async () => {
  const { server, saved, write, until } = openFile();
  server.gone = true;
  write('mine');
  await until('conflict');
  assert.equal(saved.theirs, null);
  await saved.keepMine();
  await until('saved');
  assert.equal(server.text, 'mine');
});

test('a lost answer is no conflict', async () => {
  const { server, write, until } = openFile();
  server.put(bytesOf('mine'));
  write('mine');
  await until('saved');
  assert.equal(server.text, 'mine');
});

test('an unreachable server is tried again', async () => {
  const { server, saved, write, until } = openFile();
  server.offline = true;
  write('second');
  await until('failed');
  assert.equal(await saved.flush(), false);
  server.offline = false;
  await until('saved');
  assert.equal(server.text, 'second');
});

const WRITTEN = `---
title: "One: two"   # as it was
type: code
languages:
- python
- java

# What it takes
minutes: 20  # short
notes: |
  minutes: none

labels: [a,
  b]
---
minutes: 5
`;

function set(source: string, key: string, value: Setting): string {
  const splice = setting(source, key, value);
  assert.ok(splice);
  return (
    source.slice(0, splice.start) + splice.value + source.slice(splice.end)
  );
}

test('a setting is written where it stands, and nothing else changes', () => {
  const changed = (before: string, after: string) =>
    WRITTEN.replace(before, after);
  assert.equal(
    set(WRITTEN, 'minutes', 35),
    changed('minutes: 20  # short', 'minutes: 35  # short')
  );
  assert.equal(
    set(WRITTEN, 'languages', ['rust']),
    changed('languages:\n- python\n- java\n', 'languages: [rust]\n')
  );
  assert.equal(
    set(WRITTEN, 'labels', ['time series', 'no', '3', 'C++']),
    changed('labels: [a,\n  b]', 'labels: [time series, "no", "3", "C++"]')
  );
  assert.equal(
    set(WRITTEN, 'title', 'Say "hello": #1'),
    changed('title: "One: two"   # as it was', 'title: "Say \\"hello\\": #1"')
  );
  assert.equal(
    set(WRITTEN, 'languages', null),
    changed('languages:\n- python\n- java\n', '')
  );
});

test('a setting that is not there comes where it belongs', () => {
  assert.equal(
    set(WRITTEN, 'difficulty', 'hard'),
    WRITTEN.replace('- java\n', '- java\ndifficulty: hard\n')
  );
  assert.equal(set('---\n---\n', 'title', 'Ä'), '---\ntitle: Ä\n---\n');
  assert.equal(set(WRITTEN, 'open', null), WRITTEN);
});

test('a text without front matter is left alone', () => {
  assert.equal(setting('title: x\n', 'title', 'y'), null);
  assert.equal(setting('---\ntitle: x\n', 'title', 'y'), null);
});
