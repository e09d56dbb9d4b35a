import { TranslationBundle } from '@jupyterlab/translation';

/**
 * The words of a page that no translator is on.
 */
export const words = {
  __: (text: string, ...values: unknown[]) => put(text, values),
  _n: (one: string, many: string, count: number, ...values: unknown[]) =>
    put(count === 1 ? one : many, [count, ...values])
} as unknown as TranslationBundle;

function put(text: string, values: unknown[]): string {
  return text.replace(/%(\d)/g, (whole, number: string) =>
    String(values[Number(number) - 1] ?? whole)
  );
}
