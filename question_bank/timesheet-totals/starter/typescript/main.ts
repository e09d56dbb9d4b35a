/** The lines to print for the lines of a timesheet. */
function report(lines: string[]): string[] {
  // Your code goes here.
  return [];
}

const input = await new Response(Deno.stdin.readable).text();
console.log(report(input.split("\n")).join("\n"));
export {};
