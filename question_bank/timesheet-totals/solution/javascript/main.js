import { readFileSync } from "node:fs";

/** The minutes of a duration such as 1h30m, or null if it is not one. */
function minutes(text) {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(text);
  if (!text || !match) return null;
  return Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0);
}

/** The shortest way to write that many minutes. */
function duration(total) {
  const hours = Math.floor(total / 60);
  const rest = total % 60;
  return (hours ? `${hours}h` : "") + (rest || !hours ? `${rest}m` : "");
}

/** The lines to print for the lines of a timesheet. */
function report(lines) {
  const totals = new Map();
  const unreadable = [];
  lines.forEach((line, index) => {
    const text = line.trim();
    if (!text || text.startsWith("#")) return;
    const words = text.split(/\s+/);
    const spent = words.length === 2 ? minutes(words[1]) : null;
    if (spent === null) unreadable.push(`line ${index + 1}: cannot read "${text}"`);
    else totals.set(words[0], (totals.get(words[0]) ?? 0) + spent);
  });
  const projects = [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const total = projects.reduce((sum, [, spent]) => sum + spent, 0);
  return [
    ...projects.map(([project, spent]) => `${project} ${duration(spent)}`),
    `total ${duration(total)}`,
    ...unreadable,
  ];
}

const input = readFileSync(0, "utf8");
console.log(report(input.split("\n")).join("\n"));
