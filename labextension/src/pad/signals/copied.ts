/**
 * How many of the newest copies are remembered.
 */
const REMEMBERED = 20;

/**
 * The least text, in UTF-16 units, that counts as a whole document being copied, and how much of
 * the document it has to be.
 */
const MUCH = 200;
const NEARLY_ALL = 0.8;

/**
 * What was copied in this pad, to tell it from what comes from elsewhere.
 */
export class Copied {
  /**
   * Note that something was copied or cut.
   */
  add(text: string): void {
    if (text.trim()) {
      this._texts = [normal(text), ...this._texts].slice(0, REMEMBERED);
    }
  }

  /**
   * Whether a text that is pasted was copied here, or stands in one of the documents already.
   */
  knows(text: string, documents: Iterable<string>): boolean {
    const wanted = normal(text);
    if (!wanted || this._texts.some(copied => copied.includes(wanted))) {
      return true;
    }
    for (const document of documents) {
      if (normal(document).includes(wanted)) {
        return true;
      }
    }
    return false;
  }

  private _texts: string[] = [];
}

/**
 * Whether so much of a document was copied that it is the document.
 */
export function isNearlyAll(text: string, document: string): boolean {
  return text.length >= MUCH && text.length >= NEARLY_ALL * document.length;
}

/**
 * A text without what a clipboard changes on the way.
 */
function normal(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
