import { ISignal, Signal } from '@lumino/signaling';
import * as Y from 'yjs';

import { IContent, IEvidence, IForm, Outcome } from './types';

/**
 * A decision that is not recorded yet.
 */
export interface IBegunDecision {
  /**
   * Null while none is chosen.
   */
  readonly outcome: Outcome | null;
  /**
   * The number of the decision that it is to take the place of, as far as one knows; 0 for none.
   */
  readonly seen: number;
}

/**
 * One's own scorecard while it is written: a shared document, since it may be open in several tabs.
 *
 * Parts have keys: "recommendation", "rating:<key>" of a competency, "field:<key>" of the template's,
 * "summary"; "text:<key>" is the free text of a competency, or what a text field holds. Beside them is
 * what one has begun to write and not added yet: evidence, and a decision with its reason.
 */
export class Scorecard {
  constructor(readonly doc: Y.Doc) {
    this._answers = doc.getMap('answers');
    this._evidence = doc.getArray('evidence');
    this._begun = doc.getMap('begun');
    doc.on('update', () => this._changed.emit());
  }

  /**
   * Something of it changed, here or elsewhere.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * What was chosen for a part; null if nothing was.
   */
  answer(key: string): string | number | null {
    return this._answers.get(key) ?? null;
  }

  /**
   * @param value - Null takes back what was chosen.
   */
  choose(key: string, value: string | number | null): void {
    if (value === null) {
      this._answers.delete(key);
    } else if (this._answers.get(key) !== value) {
      this._answers.set(key, value);
    }
  }

  /**
   * @param key - "summary" or "text:<key>".
   */
  text(key: string): Y.Text {
    return this.doc.getText(key);
  }

  /**
   * In the order in which it was found.
   */
  get evidence(): ReadonlyArray<IEvidence> {
    return this._evidence.map(item => {
      const { competency, document, id, moment, quote } = item.toJSON();
      return {
        id: String(id),
        quote: String(quote ?? ''),
        moment: typeof moment === 'number' ? moment : null,
        document: String(document ?? ''),
        competency: String(competency ?? '')
      };
    });
  }

  addEvidence(evidence: IEvidence): void {
    this._evidence.push([new Y.Map(Object.entries(evidence))]);
  }

  /**
   * Where the evidence for a competency, or for none in particular, is written before it is added.
   *
   * @param competency - Its key; empty for none.
   */
  begunQuote(competency: string): Y.Text {
    return this.doc.getText(`begun:evidence:${competency}`);
  }

  /**
   * What one has begun to write for a competency, or for none in particular; null for nothing.
   */
  begunEvidence(competency: string): IEvidence | null {
    const begun = this._begun.get(`evidence:${competency}`);
    return begun
      ? {
          id: String(begun.id),
          quote: this.begunQuote(competency).toString().trim(),
          moment: typeof begun.moment === 'number' ? begun.moment : null,
          document: String(begun.document ?? ''),
          competency
        }
      : null;
  }

  /**
   * Begin to write evidence. What was begun before and stands there yet stays.
   */
  beginEvidence(evidence: IEvidence): void {
    const { competency, document, id, moment } = evidence;
    if (!this._begun.has(`evidence:${competency}`)) {
      this._begun.set(`evidence:${competency}`, { id, moment, document });
    }
  }

  /**
   * Add what was begun, where it says something.
   */
  addBegunEvidence(competency: string): void {
    const begun = this.begunEvidence(competency);
    if (begun?.quote) {
      this.doc.transact(() => {
        this.addEvidence(begun);
        this.dropBegunEvidence(competency);
      });
    }
  }

  /**
   * Add all that was begun and says something.
   */
  addAllBegunEvidence(): void {
    this.doc.transact(() => {
      for (const key of [...this._begun.keys()]) {
        if (key.startsWith('evidence:')) {
          this.addBegunEvidence(key.slice('evidence:'.length));
        }
      }
    });
  }

  dropBegunEvidence(competency: string): void {
    this.doc.transact(() => {
      const quote = this.begunQuote(competency);
      quote.delete(0, quote.length);
      this._begun.delete(`evidence:${competency}`);
    });
  }

  /**
   * The decision that one has begun to write; null for none.
   */
  get begunDecision(): IBegunDecision | null {
    const begun = this._begun.get('decision');
    return begun
      ? {
          outcome: (begun.outcome as Outcome | null) ?? null,
          seen: Number(begun.seen ?? 0)
        }
      : null;
  }

  /**
   * Why, as far as it is written.
   */
  get begunReason(): Y.Text {
    return this.doc.getText('begun:decision');
  }

  /**
   * Begin to write a decision, or choose something else in it.
   *
   * @param reason - That it begins with; what is written stays if left out.
   */
  beginDecision(decision: IBegunDecision, reason?: string): void {
    this.doc.transact(() => {
      this._begun.set('decision', { ...decision });
      if (reason !== undefined) {
        this.begunReason.delete(0, this.begunReason.length);
        this.begunReason.insert(0, reason);
      }
    });
  }

  dropDecision(): void {
    this.doc.transact(() => {
      this.begunReason.delete(0, this.begunReason.length);
      this._begun.delete('decision');
    });
  }

  /**
   * Say which competency something is evidence for; empty for none.
   */
  moveEvidence(id: string, competency: string): void {
    const position = this._position(id);
    if (position >= 0) {
      this._evidence.get(position).set('competency', competency);
    }
  }

  removeEvidence(id: string): void {
    const position = this._position(id);
    if (position >= 0) {
      this._evidence.delete(position);
    }
  }

  /**
   * Make it say again what was submitted. A decision that was begun stays.
   */
  restore(content: IContent, form: IForm): void {
    const { evidence, fields, ratings, recommendation, summary, texts } =
      content;
    const write = (key: string, words: string) => {
      const text = this.text(key);
      if (text.toString() !== words) {
        text.delete(0, text.length);
        text.insert(0, words);
      }
    };
    this.doc.transact(() => {
      this.choose('recommendation', recommendation || null);
      write('summary', summary);
      for (const { key } of form.competencies) {
        this.choose(`rating:${key}`, ratings[key] ?? null);
        write(`text:${key}`, texts[key] ?? '');
      }
      for (const { key, type } of form.fields) {
        if (type === 'text') {
          write(`text:${key}`, String(fields[key] ?? ''));
        } else {
          this.choose(`field:${key}`, fields[key] ?? null);
        }
      }
      for (const key of [...this._begun.keys()]) {
        if (key.startsWith('evidence:')) {
          this.dropBegunEvidence(key.slice('evidence:'.length));
        }
      }
      this._evidence.delete(0, this._evidence.length);
      evidence.forEach(each => this.addEvidence(each));
    });
  }

  /**
   * Those of the parts that say nothing yet.
   *
   * @param required - Keys of parts.
   */
  missing(required: ReadonlyArray<string>): ReadonlyArray<string> {
    const isEmpty = (key: string) => !this.text(key).toString().trim();
    return required.filter(key =>
      key === 'summary'
        ? isEmpty(key)
        : this.answer(key) === null &&
          (!key.startsWith('field:') || isEmpty(key.replace('field', 'text')))
    );
  }

  private _position(id: string): number {
    return this._evidence.toArray().findIndex(item => item.get('id') === id);
  }

  private _answers: Y.Map<string | number>;
  private _evidence: Y.Array<Y.Map<unknown>>;
  private _begun: Y.Map<{ readonly [key: string]: unknown }>;
  private _changed = new Signal<this, void>(this);
}
