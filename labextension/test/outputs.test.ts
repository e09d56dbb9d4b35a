import assert from 'node:assert/strict';
import { test } from 'node:test';

import { activeParts, inScript } from '../src/pad/outputs/pages';

test('only what brings script or style of its own is offered in a frame', () => {
  for (const html of [
    '<script>1</script>',
    '<div><SCRIPT src=x></SCRIPT></div>',
    '<iframe srcdoc="x"></iframe>',
    '<object data=x></object>',
    '<embed src=x>',
    '<style type="text/css">#T_1 td { color: red }</style><table id="T_1">'
  ]) {
    assert.ok(activeParts(html), html);
  }
  for (const html of [
    '<table class="dataframe"><style scoped>td {}</style></table>',
    'a < script > b?',
    '<b>description</b>',
    '&lt;script&gt;'
  ]) {
    assert.ok(!activeParts(html), html);
  }
});

test('a script ends where its element ends', () => {
  const code = 'const a = "</script><script>", b = "<!--", c = 1 < 2;';
  const held = inScript(code);
  assert.doesNotMatch(held, /<\/script|<script|<!--/i);
  const value = 'return [a, b, c].join()';
  assert.equal(
    new Function(`${held} ${value}`)(),
    new Function(`${code} ${value}`)()
  );
});
