import { Page } from '../services/page';

/**
 * What the person on this page may do. The server decides; this only keeps from offering
 * what it would refuse.
 */
export namespace May {
  /**
   * Change documents and run them.
   */
  export function edit(): boolean {
    return !Page.readOnly() && Page.role() !== 'observer';
  }

  /**
   * Hand in a take-home.
   */
  export function submit(): boolean {
    return !Page.readOnly() && Page.role() === 'candidate';
  }

  /**
   * End the interview.
   */
  export function end(): boolean {
    return !Page.readOnly() && Page.role() === 'interviewer';
  }
}
