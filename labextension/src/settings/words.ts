import { TranslationBundle } from '@jupyterlab/translation';

import { IAuditLine, NumberKey, PictureKey, SettingKey } from './types';

/**
 * How people call a setting.
 */
export function settingLabel(key: string, trans: TranslationBundle): string {
  const labels: Record<SettingKey | PictureKey, string> = {
    organization_name: trans.__('Name of the organization'),
    waiting_room_title: trans.__('Title of the waiting room'),
    waiting_room_message: trans.__('Message in the waiting room'),
    waiting_room_image_text: trans.__('What the picture shows'),
    default_instructions: trans.__('Instructions of new pads'),
    languages: trans.__('Languages'),
    memory: trans.__('Memory of a kernel (MiB)'),
    cpus: trans.__('Processors of a kernel'),
    processes: trans.__('Processes of a kernel'),
    run_time: trans.__('Longest run (seconds)'),
    recording_days: trans.__('Keep recordings for (days)'),
    take_home_grace: trans.__('Grace after a deadline (seconds)'),
    quota: trans.__('Pads that may be made'),
    quota_period: trans.__('Counted'),
    notes_visibility: trans.__('Who may read new notes'),
    see_others: trans.__('Others’ scorecards are seen'),
    ask_candidates: trans.__('Ask candidates how it was'),
    logo: trans.__('Logo'),
    waiting_room_image: trans.__('Picture in the waiting room')
  };
  return labels[key as SettingKey] ?? key;
}

/**
 * What a setting is for, in a sentence.
 */
export function settingHint(key: SettingKey, trans: TranslationBundle): string {
  const hints: Record<SettingKey, string> = {
    organization_name: trans.__(
      'Stands where the waiting room has no title of its own, and in mails.'
    ),
    waiting_room_title: trans.__(
      'Beside the logo at the top of the candidates’ pages. Empty: the name of the organization.'
    ),
    waiting_room_message: trans.__(
      'Markdown, without pictures and HTML. Candidates read it while they wait.'
    ),
    waiting_room_image_text: trans.__(
      'For those who do not see it. Empty: it only adorns.'
    ),
    default_instructions: trans.__(
      'Markdown that a new pad shows beside its documents when its maker writes nothing else.'
    ),
    languages: trans.__(
      'What new pads and tasks can be made with. Pads that are there keep theirs.'
    ),
    memory: trans.__('What a program takes beyond that ends it.'),
    cpus: trans.__('Two halves of a processor are 1.'),
    processes: trans.__('Processes and threads together.'),
    run_time: trans.__(
      'Then a run is interrupted; waiting for input does not count. 0: as long as it likes.'
    ),
    take_home_grace: trans.__(
      'Work that arrives so late still counts; then a take-home is handed in by itself.'
    ),
    quota: trans.__(
      'By everybody together. Practice pads never count, nor pads deleted within 28 days. 0: any number.'
    ),
    quota_period: trans.__('After that one begins to count anew, in UTC.'),
    notes_visibility: trans.__(
      'Whoever writes them can choose something else for each pad. Candidates never read any.'
    ),
    see_others: trans.__(
      'Who writes their judgment before they see others’ is not led by it. It counts for administrators too. A change counts at once and is told to everybody who writes a scorecard of an interview that had begun.'
    ),
    ask_candidates: trans.__(
      'After the end; they need not answer. Administrators see the answers together, without names, three at a time.'
    ),
    recording_days: trans.__(
      'After that the recording is deleted for good; the pad and its files stay. 0: for ever.'
    )
  };
  return hints[key];
}

/**
 * When the scorecards of others may be seen.
 */
export function seeOthersLabels(
  trans: TranslationBundle
): ReadonlyArray<{ value: string; label: string }> {
  return [
    {
      value: 'after_submitting',
      label: trans.__('after submitting one’s own')
    },
    { value: 'always', label: trans.__('always') },
    { value: 'never', label: trans.__('never') }
  ];
}

/**
 * What pads may be counted over.
 */
export function periodLabels(
  trans: TranslationBundle
): ReadonlyArray<{ value: string; label: string }> {
  return [
    { value: 'month', label: trans.__('in a month') },
    { value: 'year', label: trans.__('in a year') },
    { value: 'ever', label: trans.__('altogether') }
  ];
}

/**
 * Who may read notes by default.
 */
export function visibilityLabels(
  trans: TranslationBundle
): ReadonlyArray<{ value: string; label: string }> {
  return [
    { value: 'mine', label: trans.__('Only who writes them') },
    { value: 'interviewers', label: trans.__('Interviewers of the pad') },
    { value: 'organization', label: trans.__('Everybody in the organization') }
  ];
}

export const KERNEL_KEYS: ReadonlyArray<NumberKey> = [
  'memory',
  'cpus',
  'processes',
  'run_time'
];

/**
 * What was done, in a few words; a deed that has no words yet is shown as it is called.
 */
export function actionLabel(action: string, trans: TranslationBundle): string {
  const labels: Record<string, string> = {
    'pad.created': trans.__('Pad made'),
    'pad.opened': trans.__('Pad entered'),
    'pad.edited': trans.__('Pad changed'),
    'pad.ended': trans.__('Interview ended'),
    'pad.reopened': trans.__('Interview reopened'),
    'pad.submitted': trans.__('Take-home submitted'),
    'pad.extended': trans.__('Time extended'),
    'pad.reviewed': trans.__('Review finished'),
    'pad.deleted': trans.__('Pad deleted'),
    'pad.candidate_is_member': trans.__('A member is the candidate'),
    'pad.candidate_is_no_member': trans.__('A member is the candidate no more'),
    'notes.visibility': trans.__('Notes shared otherwise'),
    'pad.imported': trans.__('Pad imported'),
    'admission.admitted': trans.__('Candidate let in'),
    'admission.declined': trans.__('Candidate not let in'),
    'admission.removed': trans.__('Candidate’s access paused'),
    'recording.deleted': trans.__('Recording deleted'),
    'task.attached': trans.__('Task added'),
    'task.removed': trans.__('Task removed'),
    'question.created': trans.__('Question made'),
    'question.imported': trans.__('Questions imported'),
    'question.published': trans.__('Question published'),
    'question.archived': trans.__('Question archived'),
    'question.restored': trans.__('Question restored'),
    'template.created': trans.__('Template made'),
    'template.edited': trans.__('Template saved'),
    'template.locked': trans.__('Template locked'),
    'template.unlocked': trans.__('Template unlocked'),
    'template.given': trans.__('Template given to a team'),
    'template.archived': trans.__('Template put away'),
    'template.restored': trans.__('Template brought back'),
    'question.given': trans.__('Question given to a team'),
    'member.invited': trans.__('Colleague invited'),
    'member.joined': trans.__('Colleague joined'),
    'member.changed': trans.__('Colleague’s account changed'),
    'member.removed': trans.__('Colleague removed'),
    'invitation.revoked': trans.__('Invitation taken back'),
    'password.changed': trans.__('Password changed'),
    'password.link': trans.__('Link for a new password made'),
    'password.reset': trans.__('Password set by a link'),
    'team.created': trans.__('Team made'),
    'team.renamed': trans.__('Team renamed'),
    'team.deleted': trans.__('Team deleted'),
    'team.joined': trans.__('Colleague put into a team'),
    'team.left': trans.__('Colleague taken out of a team'),
    'link.created': trans.__('Public link made'),
    'link.changed': trans.__('Public link changed'),
    'link.closed': trans.__('Public link closed'),
    'link.opened': trans.__('Public link opened again'),
    'link.removed': trans.__('Public link deleted'),
    'session.revoked': trans.__('Session ended'),
    'settings.changed': trans.__('Setting changed'),
    'mail.sent': trans.__('Mail sent'),
    'export.csv': trans.__('Pads exported'),
    'audit.exported': trans.__('Audit log exported')
  };
  return labels[action] ?? action.replace(/[._]/g, ' ');
}

/**
 * What is known of a deed beside who did it to what; ids say nothing to people.
 */
export function detailsText(
  line: IAuditLine,
  trans: TranslationBundle
): string {
  const { details } = line;
  if (line.action === 'settings.changed') {
    const label = settingLabel(String(details.key), trans);
    return 'was' in details
      ? trans.__('%1: %2 → %3', label, shown(details.was), shown(details.now))
      : `${label}: ${shown(details.now)}`;
  }
  return Object.entries(details)
    .filter(([key, value]) => !HIDDEN.has(key) && value !== null)
    .map(([key, value]) =>
      PLAIN.has(key)
        ? shown(value)
        : `${key.replace(/_/g, ' ')}: ${shown(value)}`
    )
    .join(', ');
}

const HIDDEN = new Set([
  'admission',
  'task',
  'question',
  'of',
  'member',
  'id',
  'invitation',
  'link',
  'team'
]);
const PLAIN = new Set(['title', 'titles', 'kind', 'role', 'format', 'name']);

function shown(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length > 0 ? value.join(', ') : '–';
  }
  return value === '' || value === null
    ? '–'
    : String(value).replace(/_/g, ' ');
}
