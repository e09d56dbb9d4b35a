// Packs the script of the page that plays an interview back offline into one file.
import { rspack } from '@rspack/core';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

rspack(
  {
    mode: 'production',
    context: here,
    entry: './lib/offline/index.js',
    output: {
      path: `${here}../interview_ext/labextension/offline`,
      filename: 'player.js'
    },
    devtool: false,
    target: ['web', 'es2020'],
    performance: { hints: false }
  },
  (error, stats) => {
    if (error || stats.hasErrors()) {
      console.error(error ?? stats.toString({ colors: false }));
      process.exit(1);
    }
  }
);
