/**
 * Plays commands against the model: one in each line of standard input. Prints the state after each.
 *
 *     type an             the text is now "an"
 *     key ArrowDown       a key was pressed
 *     remove Ana Lima     the button beside a chosen name was pressed
 *     answer an: A, B     the server's answer for "an"
 */
import { readFileSync } from "node:fs";
import { answered, pressed, removed, start, typed } from "./model.js";
import { PEOPLE } from "./people.js";

function freeze(state) {
  Object.freeze(state.found);
  Object.freeze(state.chosen);
  return Object.freeze(state);
}

function play(state, command) {
  const [word] = command.split(" ");
  const rest = command.slice(word.length + 1);
  if (word === "type") return typed(state, rest);
  if (word === "key") return pressed(state, rest);
  if (word === "remove") return removed(state, rest);
  const [text, names] = rest.split(":");
  return answered(state, text, names.split(",").map((name) => name.trim()).filter(Boolean));
}

function show({ text, found, active, chosen }) {
  const list = found.map((name, index) => (index === active ? `>${name}<` : name));
  return `"${text}" [${list.join(", ")}] ${active} chosen: ${chosen.join(", ") || "nobody"}`;
}

const input = readFileSync(0, "utf8");
let state = freeze(start(PEOPLE));
for (const command of input.split("\n").filter((line) => line.trim())) {
  state = freeze(play(state, command));
  console.log(show(state));
}
