import { readFileSync } from "node:fs";

/** The lines to print for the lines that were read. */
function greetings(lines) {
  return lines
    .map((line) => line.trim())
    .filter((name) => name !== "")
    .map((name) => `Hello, ${name}!`);
}

const input = readFileSync(0, "utf8");
console.log(greetings(input.split("\n")).join("\n"));
