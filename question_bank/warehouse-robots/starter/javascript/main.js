import { readFileSync } from "node:fs";

/**
 * The warehouse after that many ticks. `programs` has the moves of each robot by its name; `floor`
 * is the warehouse at the beginning.
 */
function simulate(ticks, programs, floor) {
  // Your code goes here.
  return floor;
}

// Used when there is no input, as when you run this file.
const EXAMPLE = `ticks 3
A EES
B N

#####
#A..#
#B..#
#####
`;

const input = readFileSync(0, "utf8") || EXAMPLE;
const [head, picture] = input.trimEnd().split("\n\n");
const [[, number], ...robots] = head.split("\n").map((line) => line.split(" "));
console.log(simulate(Number(number), new Map(robots), picture.split("\n")).join("\n"));
