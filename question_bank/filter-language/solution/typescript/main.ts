import { readFileSync } from "node:fs";

type Fields = Map<string, string>;
type Condition = (fields: Fields) => boolean;

interface Word {
  kind: "quoted" | "sign" | "word" | "keyword" | "end" | "wrong";
  text: string;
  place: number;
}

class Unreadable extends Error {
  constructor(readonly place: number) {
    super(`error at ${place}`);
  }
}

const WORD = /"[^"]*"|<=|>=|!=|[=<>()]|[^\s"()=!<>]+/y;
const KEYWORDS = ["and", "or", "not", "contains"];
const SIGNS = ["=", "!=", "<", "<=", ">", ">=", "contains"];

function kindOf(text: string): Word["kind"] {
  if (text.startsWith('"')) return "quoted";
  if (/^[=!<>()]/.test(text)) return "sign";
  return KEYWORDS.includes(text) ? "keyword" : "word";
}

/** The words of a query; the last one is of kind "end" or "wrong". */
function wordsOf(query: string): Word[] {
  const text = query.trimEnd();
  const found: Word[] = [];
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text[position])) {
      position += 1;
      continue;
    }
    WORD.lastIndex = position;
    const match = WORD.exec(text);
    if (!match) return [...found, { kind: "wrong", text: "", place: position + 1 }];
    found.push({ kind: kindOf(match[0]), text: match[0], place: position + 1 });
    position += match[0].length;
  }
  return [...found, { kind: "end", text: "", place: text.length + 1 }];
}

function compare(sign: string, left: string, right: string): boolean {
  if (sign === "contains") return left.includes(right);
  const number = /^-?[0-9]+$/;
  const numbers = number.test(left) && number.test(right);
  const [a, b] = numbers ? [BigInt(left), BigInt(right)] : [left, right];
  switch (sign) {
    case "=":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

/** any: all ("or" all)*; all: one ("and" one)*; one: "not" one | "(" any ")" | comparison. */
class Parser {
  #words: Word[];
  #next = 0;

  constructor(query: string) {
    this.#words = wordsOf(query);
  }

  parse(): Condition {
    const condition = this.#any();
    this.#need(["end"]);
    return condition;
  }

  get #word(): Word {
    return this.#words[this.#next];
  }

  #take(...texts: string[]): boolean {
    const { kind, text } = this.#word;
    const found = (kind === "keyword" || kind === "sign") && texts.includes(text);
    if (found) this.#next += 1;
    return found;
  }

  #need(kinds: Word["kind"][]): Word {
    const word = this.#word;
    if (!kinds.includes(word.kind)) throw new Unreadable(word.place);
    this.#next += 1;
    return word;
  }

  #any(): Condition {
    const parts = [this.#all()];
    while (this.#take("or")) parts.push(this.#all());
    return (fields) => parts.some((part) => part(fields));
  }

  #all(): Condition {
    const parts = [this.#one()];
    while (this.#take("and")) parts.push(this.#one());
    return (fields) => parts.every((part) => part(fields));
  }

  #one(): Condition {
    if (this.#take("not")) {
      const inverted = this.#one();
      return (fields) => !inverted(fields);
    }
    if (this.#take("(")) {
      const inner = this.#any();
      if (!this.#take(")")) throw new Unreadable(this.#word.place);
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Condition {
    const name = this.#need(["word"]).text;
    const sign = this.#word;
    if (!this.#take(...SIGNS)) throw new Unreadable(sign.place);
    const { kind, text } = this.#need(["word", "quoted"]);
    const value = kind === "quoted" ? text.slice(1, -1) : text;
    return (fields) => {
      const found = fields.get(name);
      return found !== undefined && compare(sign.text, found, value);
    };
  }
}

function fieldsOf(record: string): Fields {
  const pairs = record.split(/\s+/).map((part): [string, string] => {
    const [name, ...rest] = part.split("=");
    return [name, rest.join("=")];
  });
  return new Map(pairs);
}

/** The records that a query is true for, or a line that says where the query is wrong. */
function matching(query: string, records: string[]): string[] {
  try {
    const condition = new Parser(query).parse();
    return records.filter((record) => condition(fieldsOf(record)));
  } catch (error) {
    if (error instanceof Unreadable) return [error.message];
    throw error;
  }
}

const input = readFileSync(0, "utf8");
const [first, ...others] = input.trimEnd().split("\n");
for (const line of matching(first, others)) console.log(line);
