import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { FormDialog } from '../components/formdialog';
import { INamed, IPad } from '../services/types';
import { isFinished } from '../services/states';
import { IPads } from '../tokens';
import { changeOf } from './change';
import {
  DurationField,
  IMoment,
  InterviewersField,
  MomentFields,
  TeamField,
  TextField,
  TimeLimitField,
  useTeams,
  ZoneField
} from './fields';
import { instant, nextHalfHour, ownZone, wallTime } from './times';

const NEVER: IMoment = { date: '', time: '' };

/**
 * Change what was said about a pad: what it is called, for whom it is, when and with whom.
 */
export function EditDialog(props: {
  pad: IPad;
  pads: IPads;
  trans: TranslationBundle;
  onChanged: (pad: IPad) => void;
  onClose: () => void;
}): JSX.Element {
  const { pad, pads, trans, onChanged, onClose } = props;
  const first = pad.time_zone || ownZone();
  const wall = (iso: string | null) => (iso ? wallTime(iso, first) : NEVER);
  const [title, setTitle] = useState(pad.title);
  const [name, setName] = useState(pad.candidate_name);
  const [email, setEmail] = useState(pad.candidate_email);
  const [begins, setBegins] = useState<IMoment>(wall(pad.starts_at));
  const [duration, setDuration] = useState(pad.duration ?? 60);
  const [due, setDue] = useState<IMoment>(wall(pad.due));
  const [timeLimit, setTimeLimit] = useState(pad.time_limit);
  const [zone, setZone] = useState(first);
  const [interviewers, setInterviewers] = useState<ReadonlyArray<INamed>>(
    pad.assigned
  );
  const [team, setTeam] = useState(pad.team?.id ?? null);
  const teams = useTeams(pads, pad.team);
  const [soon] = useState(() => nextHalfHour(Date.now()));
  const isTakeHome = pad.kind === 'take_home';
  const isSandbox = pad.kind === 'sandbox';
  // An appointment is one until it has begun; a due date is one until the work is handed in.
  const hasTime =
    !isFinished(pad) && (isTakeHome || pad.state === 'not_started');

  const save = async () => {
    const change = changeOf(pad, {
      title: title.trim(),
      candidate_name: name.trim(),
      candidate_email: email.trim(),
      interviewers: interviewers.map(({ id }) => id),
      team_id: team,
      ...(isTakeHome
        ? {
            due: due.date ? instant(due, zone) : null,
            time_limit: timeLimit
          }
        : {
            starts_at: begins.date ? instant(begins, zone) : null,
            duration: begins.date ? duration : null,
            time_zone: begins.date ? zone : ''
          })
    });
    onChanged(await pads.api.change(pad.id, change));
  };

  return (
    <FormDialog
      title={trans.__('Edit “%1”', pad.title)}
      action={trans.__('Save')}
      doing={trans.__('Saving…')}
      send={save}
      onClose={onClose}
      className="interview-mod-medium"
      trans={trans}
    >
      <TextField
        label={trans.__('Title')}
        value={title}
        onChange={setTitle}
        required
        maxLength={200}
        isFirst
      />
      {!isSandbox && (
        <div className="interview-Fields-row">
          <TextField
            label={trans.__('Candidate’s name')}
            value={name}
            onChange={setName}
            maxLength={80}
          />
          <TextField
            label={trans.__('Candidate’s e-mail')}
            type="email"
            value={email}
            onChange={setEmail}
            maxLength={254}
          />
        </div>
      )}
      {!isSandbox && hasTime && (
        <div className="interview-Fields-row">
          {isTakeHome ? (
            <>
              {pad.state === 'not_started' && (
                <TimeLimitField
                  value={timeLimit}
                  onChange={setTimeLimit}
                  trans={trans}
                />
              )}
              <MomentFields
                dateLabel={trans.__('Due date')}
                timeLabel={trans.__('Due time')}
                value={due}
                proposed={wallTime(soon, zone).time}
                onChange={setDue}
              />
            </>
          ) : (
            <>
              <MomentFields
                dateLabel={trans.__('Date')}
                timeLabel={trans.__('Time')}
                value={begins}
                proposed={wallTime(soon, zone).time}
                onChange={setBegins}
              />
              <DurationField
                value={duration}
                onChange={setDuration}
                trans={trans}
              />
            </>
          )}
          <ZoneField value={zone} onChange={setZone} trans={trans} />
        </div>
      )}
      {!isSandbox && (
        <InterviewersField
          api={pads.api}
          chosen={interviewers}
          onChange={setInterviewers}
          trans={trans}
        />
      )}
      <TeamField teams={teams} value={team} onChange={setTeam} trans={trans} />
    </FormDialog>
  );
}
