/**
 * The one address of a pad or a public link, absolute.
 */
export function addressOf(one: { readonly url: string }): string {
  return new URL(one.url, document.baseURI).href;
}
