import { readFileSync } from "node:fs";

/** Yields the lines to print while it goes through the readings. */
function* summaries(lines) {
  // Your code goes here.
}

const input = readFileSync(0, "utf8");
for (const line of summaries(input.split("\n"))) console.log(line);
