import { readFileSync } from "node:fs";

/** Keeps the smallest item in front; `before(a, b)` says whether a is smaller than b. */
class Queue {
  #items = [];

  constructor(before) {
    this.before = before;
  }

  get size() {
    return this.#items.length;
  }

  first() {
    return this.#items[0];
  }

  push(item) {
    const items = this.#items;
    let index = items.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.before(items[index], items[parent])) break;
      [items[index], items[parent]] = [items[parent], items[index]];
      index = parent;
    }
  }

  pop() {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length) {
      items[0] = last;
      for (let index = 0; ; ) {
        let child = 2 * index + 1;
        if (child + 1 < items.length && this.before(items[child + 1], items[child])) child += 1;
        if (child >= items.length || !this.before(items[child], items[index])) break;
        [items[index], items[child]] = [items[child], items[index]];
        index = child;
      }
    }
    return top;
  }
}

/** The tasks that can run, each after all that it needs; fills in who follows whom. */
function order(tasks) {
  for (const task of tasks.values()) {
    for (const need of task.needs) tasks.get(need)?.followers.push(task);
  }
  const waiting = new Map([...tasks.values()].map((task) => [task, task.needs.size]));
  const ready = [...tasks.values()].filter((task) => !task.needs.size);
  for (const task of ready) {
    for (const follower of task.followers) {
      waiting.set(follower, waiting.get(follower) - 1);
      if (!waiting.get(follower)) ready.push(follower);
    }
  }
  return ready;
}

/** What starts when. All tasks can run. */
function schedule(tasks, workers, longest) {
  const ready = new Queue((a, b) =>
    longest && a.chain !== b.chain ? a.chain > b.chain : a.name < b.name
  );
  const running = new Queue((a, b) => a.end < b.end);
  const waiting = new Map(tasks.map((task) => [task, task.needs.size]));
  for (const task of tasks) if (!task.needs.size) ready.push(task);
  const printed = [];
  let now = 0;
  while (ready.size || running.size) {
    while (ready.size && running.size < workers) {
      const task = ready.pop();
      printed.push(`${now} ${task.name}`);
      running.push({ end: now + task.seconds, task });
    }
    now = running.first().end;
    while (running.size && running.first().end === now) {
      for (const follower of running.pop().task.followers) {
        if (!waiting.has(follower)) continue;
        waiting.set(follower, waiting.get(follower) - 1);
        if (!waiting.get(follower)) ready.push(follower);
      }
    }
  }
  return [...printed, `finished ${now}`];
}

/** The lines to print for a list of tasks. */
function report(lines) {
  const tasks = new Map();
  let workers = 1;
  let longest = false;
  for (const line of lines) {
    const [kind, name, seconds, ...needs] = line.trim().split(/\s+/);
    if (kind === "workers") workers = Number(name);
    if (kind === "policy") longest = name === "longest";
    if (kind === "task") {
      const task = { name, seconds: Number(seconds), needs: new Set(needs), followers: [] };
      tasks.set(name, { ...task, chain: 0 });
    }
  }
  const possible = order(tasks);
  for (const task of [...possible].reverse()) {
    task.chain = task.seconds + Math.max(0, ...task.followers.map((other) => other.chain));
  }
  const runs = new Set(possible.map((task) => task.name));
  const impossible = [...tasks.keys()].filter((name) => !runs.has(name)).sort();
  return [
    ...impossible.map((name) => `impossible ${name}`),
    ...schedule(possible, workers, longest),
  ];
}

const input = readFileSync(0, "utf8");
for (const line of report(input.split("\n"))) console.log(line);
