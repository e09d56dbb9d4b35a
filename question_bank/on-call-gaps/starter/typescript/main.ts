/** The lines to print for the lines of a plan. */
function report(lines: string[]): string[] {
  // Your code goes here.
  return [];
}

const input = await new Response(Deno.stdin.readable).text();
for (const line of report(input.split("\n"))) console.log(line);
export {};
