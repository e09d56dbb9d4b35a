import { readFileSync } from "node:fs";

/** One client's requests that still count. */
class Client {
  #allowed: { time: number; weight: number }[] = [];
  #first = 0;
  #sum = 0;

  constructor(
    public limit: number,
    public window: number,
  ) {}

  /** Decide about a request at `now`, in milliseconds. */
  decide(now: number, weight: number): string {
    this.#forget(now);
    if (weight > this.limit) return "deny forever";
    let excess = this.#sum + weight - this.limit;
    if (excess <= 0) {
      this.#allowed.push({ time: now, weight });
      this.#sum += weight;
      return "allow";
    }
    let last = this.#first;
    for (; excess > 0; last += 1) excess -= this.#allowed[last].weight;
    return `deny ${this.#allowed[last - 1].time + this.window - now}`;
  }

  #forget(now: number): void {
    const allowed = this.#allowed;
    while (this.#first < allowed.length && allowed[this.#first].time + this.window <= now) {
      this.#sum -= allowed[this.#first].weight;
      this.#first += 1;
    }
    // Moving the rest to the front now and then is cheaper than doing so each time.
    if (this.#first > 100 && this.#first > allowed.length / 2) {
      this.#allowed = allowed.slice(this.#first);
      this.#first = 0;
    }
  }
}

/** A line to print for each request. */
function decide(lines: string[]): string[] {
  let common = { limit: 0, window: 0 };
  const clients = new Map<string, Client>();
  const client = (name: string): Client => {
    const known = clients.get(name) ?? new Client(common.limit, common.window);
    clients.set(name, known);
    return known;
  };
  const printed: string[] = [];
  for (const words of lines.map((line) => line.trim().split(/\s+/))) {
    if (words[0] === "limit" && words.length === 3) {
      common = { limit: Number(words[1]), window: Number(words[2]) };
    } else if (words[0] === "limit") {
      const own = client(words[1]);
      own.limit = Number(words[2]);
      own.window = Number(words[3]);
    } else if (words.length > 1) {
      printed.push(client(words[1]).decide(Number(words[0]), Number(words[2] ?? 1)));
    }
  }
  return printed;
}

const input = readFileSync(0, "utf8");
for (const line of decide(input.split("\n"))) console.log(line);
