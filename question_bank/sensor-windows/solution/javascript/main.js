import { readFileSync } from "node:fs";

const MINUTE = 60;

/** The lines for all minutes that end at or before a time, which are forgotten. */
function* close(minutes, time) {
  const ended = [...minutes.keys()].filter((start) => start + MINUTE <= time);
  for (const start of ended.sort((a, b) => a - b)) {
    const sensors = minutes.get(start);
    minutes.delete(start);
    for (const sensor of [...sensors.keys()].sort()) {
      const { count, sum, least, greatest } = sensors.get(sensor);
      const mean = Math.floor(sum / count);
      yield `${start} ${sensor} count=${count} min=${least} max=${greatest} mean=${mean}`;
    }
  }
}

function add(minutes, start, sensor, value) {
  if (!minutes.has(start)) minutes.set(start, new Map());
  const sensors = minutes.get(start);
  const seen = sensors.get(sensor) ?? { count: 0, sum: 0, least: Infinity, greatest: 0 };
  sensors.set(sensor, {
    count: seen.count + 1,
    sum: seen.sum + value,
    least: Math.min(seen.least, value),
    greatest: Math.max(seen.greatest, value),
  });
}

/** Yields the lines to print while it goes through the readings. */
function* summaries(lines) {
  const minutes = new Map();
  let lateness = 0;
  let latest = 0;
  let dropped = 0;
  for (const words of lines.map((line) => line.trim().split(/\s+/))) {
    if (words[0] === "lateness") {
      lateness = Number(words[1]);
    } else if (words.length === 3) {
      const time = Number(words[0]);
      const start = time - (time % MINUTE);
      if (start + MINUTE <= latest - lateness) {
        dropped += 1;
        continue;
      }
      add(minutes, start, words[1], Number(words[2]));
      latest = Math.max(latest, time);
      yield* close(minutes, latest - lateness);
    }
  }
  yield* close(minutes, Infinity);
  if (dropped) yield `dropped ${dropped}`;
}

const input = readFileSync(0, "utf8");
for (const line of summaries(input.split("\n"))) console.log(line);
