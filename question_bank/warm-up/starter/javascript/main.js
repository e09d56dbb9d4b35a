import { readFileSync } from "node:fs";

/** The lines to print for the lines that were read. */
function greetings(lines) {
  // Your code goes here.
  return [];
}

const input = readFileSync(0, "utf8");
console.log(greetings(input.split("\n")).join("\n"));
