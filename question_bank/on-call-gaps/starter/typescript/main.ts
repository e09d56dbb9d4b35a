import { readFileSync } from "node:fs";

/** The lines to print for the lines of a plan. */
function report(lines: string[]): string[] {
  // Your code goes here.
  return [];
}

const input = readFileSync(0, "utf8");
for (const line of report(input.split("\n"))) console.log(line);
