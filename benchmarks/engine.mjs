// The player's engine on a playback index: node --experimental-transform-types engine.mjs
// FOLDER OF THE INDEX, SEEKS. Prints JSON: milliseconds of seeks, and of getting segments ready.
//
// With "states" in the place of SEEKS and moments on standard input, one a line, it prints the state at
// each as a line of JSON.

import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const engine = new URL('../labextension/src/playback/engine/', import.meta.url);

// The sources name each other without an ending, as their bundler wants it, and do not say which of
// the names they import are only types.
const types = readFileSync(new URL('types.ts', engine), 'utf-8');
const values = [...types.matchAll(/^export (?:const|function|class) (\w+)/gm)];
const isValue = new Set(values.map(match => match[1]));
registerHooks({
  resolve: (name, context, next) =>
    next(/^\.\.?\/[^.]*$/.test(name) ? `${name}.ts` : name, context),
  load: (url, context, next) => {
    const loaded = next(url, context);
    if (url.endsWith('.ts')) {
      loaded.source = `${loaded.source}`.replace(
        /^import \{([^}]*)\} from '\.\/types'/m,
        (_, names) =>
          `import {${names.replace(/\w+/g, name => (isValue.has(name) ? name : `type ${name}`))}} from './types'`
      );
    }
    return loaded;
  }
});
const { Timeline } = await import(new URL('timeline.ts', engine));

const [folder, seeks] = process.argv.slice(2);

function read(...path) {
  return JSON.parse(gunzipSync(readFileSync(join(folder, ...path))));
}

const source = {
  segment: async hash => read('segments', `${hash}.json.gz`),
  blob: async hash => read('blobs', `${hash}.json.gz`)
};

const manifest = read('manifest.json.gz');

if (seeks === 'states') {
  const timeline = new Timeline(manifest, source, { keep: 2 });
  for (const moment of readFileSync(0, 'utf-8').split('\n').filter(Boolean)) {
    console.log(JSON.stringify(await timeline.stateAt(Number(moment))));
  }
} else {
  const keep = manifest.segments.length;
  const timeline = new Timeline(manifest, source, { keep });
  const loads = [];
  for (const { from } of manifest.segments) {
    const began = performance.now();
    await timeline.stateAt(from);
    loads.push(performance.now() - began);
  }
  const times = [];
  for (let seek = 0; seek < Number(seeks); seek++) {
    const moment = Math.floor(Math.random() * (manifest.duration + 1));
    const began = performance.now();
    timeline.peek(moment);
    times.push(performance.now() - began);
  }
  globalThis.gc?.();
  const memory = process.memoryUsage().heapUsed;
  console.log(JSON.stringify({ loads, times, memory }));
}
