/** Yields the lines to print while it goes through the readings. */
function* summaries(lines) {
  // Your code goes here.
}

const input = await new Response(Deno.stdin.readable).text();
for (const line of summaries(input.split("\n"))) console.log(line);
