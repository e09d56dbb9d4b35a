// The style of a plain data frame says little; that of a styled one, or of a model, is its point.
const ACTIVE = /<((script|iframe|object|embed)\b|style(?!\s+scoped))/i;

/**
 * Whether HTML brings along what only shows in a frame.
 */
export function activeParts(html: string): boolean {
  return ACTIVE.test(html);
}

/**
 * Text that can stand in a script element and ends where it ends.
 */
export function inScript(code: string): string {
  return code.replace(/<(?=\/script|!--|script)/gi, '\\x3c');
}

/**
 * A page for an output that is nothing but a script. As in a notebook, `element` is the place
 * where it may draw.
 */
export function scriptPage(code: string): string {
  return `<div id="output"></div><script>const element = document.getElementById("output");
${inScript(code)}
</script>`;
}
