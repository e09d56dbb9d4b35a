import { readFileSync } from "node:fs";

/** The lines to print for the lines of a timesheet. */
function report(lines: string[]): string[] {
  // Your code goes here.
  return [];
}

const input = readFileSync(0, "utf8");
console.log(report(input.split("\n")).join("\n"));
