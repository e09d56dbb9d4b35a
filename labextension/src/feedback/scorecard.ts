import { ISignal, Signal } from '@lumino/signaling';
import * as Y from 'yjs';

import { IContent, IEvidence, IForm } from './types';

/**
 * One's own scorecard while it is written: a shared document, since it may be open in several tabs.
 *
 * Parts have keys: "recommendation", "rating:<key>" of a competency, "field:<key>" of the template's,
 * "summary"; "text:<key>" is the free text of a competency, or what a text field holds.
 */
export class Scorecard {
  constructor(readonly doc: Y.Doc) {
    this._answers = doc.getMap('answers');
    this._evidence = doc.getArray('evidence');
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
   * Make it say again what was submitted.
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
  private _changed = new Signal<this, void>(this);
}
