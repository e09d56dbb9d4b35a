import { readFileSync } from "node:fs";

const STEPS = { N: [-1, 0], E: [0, 1], S: [1, 0], W: [0, -1] };

/** Where the robots are after a tick that they begin like this. Robots are in alphabetical order. */
function afterTick(tick, robots, programs, cells) {
  const taken = new Set(robots.map(({ row, column }) => `${row} ${column}`));
  return robots.map(({ name, row, column }) => {
    const program = programs.get(name);
    const [down, right] = STEPS[program[tick % program.length]];
    const wanted = { name, row: row + down, column: column + right };
    const key = `${wanted.row} ${wanted.column}`;
    if (cells[wanted.row]?.[wanted.column] !== "." || taken.has(key)) return { name, row, column };
    taken.add(key);
    return wanted;
  });
}

/**
 * The warehouse after that many ticks. `programs` has the moves of each robot by its name; `floor`
 * is the warehouse at the beginning.
 */
function simulate(ticks, programs, floor) {
  const cells = floor.map((line) => [...line].map((cell) => (cell === "#" ? "#" : ".")));
  let robots = [...programs.keys()].sort().map((name) => {
    const row = floor.findIndex((line) => line.includes(name));
    return { name, row, column: floor[row].indexOf(name) };
  });
  const seen = new Map();
  for (let tick = 0; tick < ticks; tick += 1) {
    // Programs have at most four moves, so all are where they were after twelve ticks.
    const situation = JSON.stringify([tick % 12, robots]);
    if (seen.has(situation)) {
      ticks = tick + ((ticks - tick) % (tick - seen.get(situation)));
      seen.clear();
      if (tick === ticks) break;
    }
    seen.set(situation, tick);
    robots = afterTick(tick, robots, programs, cells);
  }
  for (const { name, row, column } of robots) cells[row][column] = name;
  return cells.map((line) => line.join(""));
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
