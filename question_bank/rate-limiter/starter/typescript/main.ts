/** A line to print for each request. */
function decide(lines: string[]): string[] {
  // Your code goes here.
  return [];
}

const input = await new Response(Deno.stdin.readable).text();
for (const line of decide(input.split("\n"))) console.log(line);
export {};
