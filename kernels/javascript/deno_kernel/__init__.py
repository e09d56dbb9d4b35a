"""A kernel for JavaScript and TypeScript, which has deno's own kernel behind it."""
