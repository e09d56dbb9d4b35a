import { ICandidate } from '../services/types';

/**
 * A line that is nobody's name and address.
 */
export interface IBadLine {
  /**
   * Counted from 1.
   */
  readonly line: number;
  readonly text: string;
}

export interface ICandidates {
  readonly candidates: ReadonlyArray<ICandidate>;
  readonly bad: ReadonlyArray<IBadLine>;
}

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/;

/**
 * The people in a list as one pastes it from a spreadsheet or a mail: one a line, a name, an
 * address, or both in either order, separated by a tab, a comma or a semicolon, or as
 * "Name <address>". Empty lines are left out, and so is who comes twice. Pure.
 */
export function readCandidates(text: string): ICandidates {
  const candidates: ICandidate[] = [];
  const bad: IBadLine[] = [];
  const seen = new Set<string>();
  text.split(/\r?\n/).forEach((raw, at) => {
    const line = raw.trim();
    if (!line) {
      return;
    }
    const parts =
      line.match(/^(.*)<([^<>]*)>$/)?.slice(1) ??
      // What stands in quotation marks is one part, whatever it holds.
      line.match(/"[^"]*"|[^\t,;"]+/g) ??
      [];
    const words = parts
      .map(part =>
        part
          .trim()
          .replace(/^"(.*)"$/, '$1')
          .trim()
      )
      .filter(Boolean);
    const emails = words.filter(word => word.includes('@'));
    const name = words.filter(word => !word.includes('@')).join(' ');
    if (emails.length > 1 || emails.some(email => !ADDRESS.test(email))) {
      bad.push({ line: at + 1, text: line });
      return;
    }
    const email = emails[0] ?? '';
    const key = (email || name).toLocaleLowerCase();
    if (!seen.has(key)) {
      seen.add(key);
      candidates.push({ name, email });
    }
  });
  return { candidates, bad };
}
