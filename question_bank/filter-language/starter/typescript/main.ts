import { readFileSync } from "node:fs";

/** The records that a query is true for, or a line that says where the query is wrong. */
function matching(query: string, records: string[]): string[] {
  // Your code goes here.
  return [];
}

const input = readFileSync(0, "utf8");
const [first, ...others] = input.trimEnd().split("\n");
for (const line of matching(first, others)) console.log(line);
