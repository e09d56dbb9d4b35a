import { readFileSync } from "node:fs";

const DIGITS = /^[0-9]+$/;

/** The route that a path belongs to. */
function route(path) {
  let [plain] = path.split("?");
  if (plain.length > 1 && plain.endsWith("/")) plain = plain.slice(0, -1);
  return plain
    .split("/")
    .map((part) => (DIGITS.test(part) ? ":id" : part))
    .join("/");
}

/** What a line says, or null if it is damaged. */
function request(line) {
  const words = line.split(/\s+/);
  if (words.length !== 5) return null;
  const [, method, path, status, time] = words;
  if (!path.startsWith("/") || !DIGITS.test(status) || !DIGITS.test(time)) return null;
  if (Number(status) < 100 || Number(status) > 599) return null;
  return { name: `${method} ${route(path)}`, error: Number(status) >= 500, time: Number(time) };
}

/** The smallest of the times that at least 95 % do not exceed. */
function p95(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor((95 * sorted.length + 99) / 100) - 1];
}

/** The lines to print for the lines of a log. */
function report(lines) {
  const routes = new Map();
  let damaged = 0;
  for (const line of lines.map((text) => text.trim()).filter(Boolean)) {
    const found = request(line);
    if (!found) {
      damaged += 1;
      continue;
    }
    const seen = routes.get(found.name) ?? { times: [], errors: 0 };
    routes.set(found.name, seen);
    seen.times.push(found.time);
    if (found.error) seen.errors += 1;
  }
  const printed = [...routes]
    .sort(([a, x], [b, y]) => y.times.length - x.times.length || (a < b ? -1 : 1))
    .map(([name, { times, errors }]) =>
      `${name} requests=${times.length} errors=${errors} p95=${p95(times)}`
    );
  return damaged ? [...printed, `damaged lines: ${damaged}`] : printed;
}

const input = readFileSync(0, "utf8");
for (const line of report(input.split("\n"))) console.log(line);
