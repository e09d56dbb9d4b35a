import { readFileSync } from "node:fs";

/** A line to print for each request. */
function decide(lines: string[]): string[] {
  // Your code goes here.
  return [];
}

const input = readFileSync(0, "utf8");
for (const line of decide(input.split("\n"))) console.log(line);
