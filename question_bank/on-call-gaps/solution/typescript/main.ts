import { readFileSync } from "node:fs";

interface Interval {
  start: number;
  end: number;
}

const REST = 480;
const TOO_LONG = 1440;

/** Joins intervals that overlap or lie at most that far apart, in order of time. */
function merged(intervals: Interval[], distance = 0): Interval[] {
  const result: Interval[] = [];
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end + distance) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** What is left of a period; `covered` is merged. */
function gaps(period: Interval, covered: Interval[]): Interval[] {
  const found: Interval[] = [];
  let free = period.start;
  for (const { start, end } of covered) {
    found.push({ start: free, end: start });
    free = end;
  }
  found.push({ start: free, end: period.end });
  return found.filter(({ start, end }) => start < end);
}

/** When two or more are on duty; each person's intervals are merged. */
function doubles(people: Interval[][]): Interval[] {
  const changes = people.flat().flatMap(({ start, end }) => [
    { time: start, change: 1 },
    { time: end, change: -1 },
  ]);
  changes.sort((a, b) => a.time - b.time || a.change - b.change);
  const found: Interval[] = [];
  let here = 0;
  let since = 0;
  for (const { time, change } of changes) {
    const before = here;
    here += change;
    if (before < 2 && here >= 2) since = time;
    if (before >= 2 && here < 2 && since < time) found.push({ start: since, end: time });
  }
  return merged(found);
}

/** The lines to print for the lines of a plan. */
function report(lines: string[]): string[] {
  let period = { start: 0, end: 0 };
  const plan = new Map<string, Interval[]>();
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    if (words[0] === "period") period = { start: Number(words[1]), end: Number(words[2]) };
    if (words[0] !== "shift") continue;
    const start = Math.max(Number(words[2]), period.start);
    const end = Math.min(Number(words[3]), period.end);
    if (start < end) plan.set(words[1], [...(plan.get(words[1]) ?? []), { start, end }]);
  }
  const people = [...plan.values()];
  const printed = [
    ...gaps(period, merged(people.flat())).map(({ start, end }) => `gap ${start} ${end}`),
    ...doubles(people.map((shifts) => merged(shifts))).map(
      ({ start, end }) => `double ${start} ${end}`,
    ),
  ];
  for (const name of [...plan.keys()].sort()) {
    // A break of exactly REST minutes is a rest.
    for (const { start, end } of merged(plan.get(name)!, REST - 1)) {
      if (end - start > TOO_LONG) printed.push(`tired ${name} ${start} ${end}`);
    }
  }
  return printed.length ? printed : ["all is well"];
}

const input = readFileSync(0, "utf8");
for (const line of report(input.split("\n"))) console.log(line);
